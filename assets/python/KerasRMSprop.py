import torch


class KerasRMSprop(torch.optim.Optimizer):
    """keras.optimizers.RMSprop: epsilon under the root, and a momentum that holds the learning rate."""

    def __init__(self, params, lr=0.001, rho=0.9, momentum=0, eps=1e-07, centered=False, weight_decay=0):
        defaults = dict(lr=lr, rho=rho, momentum=momentum, eps=eps, centered=centered, weight_decay=weight_decay)
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            rho = group["rho"]
            for p in group["params"]:
                p.sub_(p * group["weight_decay"] * group["lr"])
                g = p.grad
                state = self.state[p]
                v = state.setdefault("velocity", torch.zeros_like(p))
                mean = state.setdefault("average_gradient", torch.zeros_like(p))
                move = state.setdefault("momentum", torch.zeros_like(p))
                v.copy_(rho * v + (1 - rho) * g * g)
                mean.copy_(rho * mean + (1 - rho) * g)
                spread = v - mean * mean if group["centered"] else v
                move.copy_(group["momentum"] * move + group["lr"] * g / (spread + group["eps"]).sqrt())
                p.sub_(move)
        return value
