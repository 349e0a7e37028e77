import torch


class KerasAdam(torch.optim.Optimizer):
    """keras.optimizers.Adam: epsilon beside the root of an uncorrected second moment."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-07, amsgrad=False, weight_decay=0):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, amsgrad=amsgrad, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                p.sub_(p * group["weight_decay"] * group["lr"])
                g = p.grad
                state = self.state[p]
                t = state["step"] = state.get("step", 0) + 1
                m = state.setdefault("momentum", torch.zeros_like(p))
                v = state.setdefault("velocity", torch.zeros_like(p))
                m.add_((g - m) * (1 - beta1))
                v.add_((g * g - v) * (1 - beta2))
                if group["amsgrad"]:
                    largest = state.setdefault("velocity_hat", torch.zeros_like(p))
                    v = largest.copy_(torch.maximum(largest, v))
                alpha = group["lr"] * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
                p.sub_(m * alpha / (v.sqrt() + group["eps"]))
        return value
