import torch


class KerasSGD(torch.optim.Optimizer):
    """keras.optimizers.SGD: the velocity holds the learning rate."""

    def __init__(self, params, lr=0.01, momentum=0, nesterov=False, weight_decay=0):
        super().__init__(params, dict(lr=lr, momentum=momentum, nesterov=nesterov, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            lr, momentum = group["lr"], group["momentum"]
            for p in group["params"]:
                p.sub_(p * group["weight_decay"] * group["lr"])
                v = self.state[p].setdefault("velocity", torch.zeros_like(p))
                v.mul_(momentum).sub_(lr * p.grad)
                p.add_(v * momentum - lr * p.grad if group["nesterov"] else v)
        return value
