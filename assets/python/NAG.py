import torch


class NAG(torch.optim.Optimizer):
    """Nesterov's accelerated gradient, in Sutskever's form: the gradient is taken where the velocity leads."""

    def __init__(self, params, lr, momentum=0.9, maximize=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, maximize=maximize))

    @torch.no_grad()
    def step(self, closure):
        for group in self.param_groups:
            for p in group["params"]:
                v = self.state[p].setdefault("velocity", torch.zeros_like(p))
                self.state[p]["start"] = p.clone()
                p.add_(v, alpha=group["momentum"])
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            for p in group["params"]:
                g = -p.grad if group["maximize"] else p.grad
                v = self.state[p]["velocity"]
                v.mul_(group["momentum"]).add_(g, alpha=-group["lr"])
                p.copy_(self.state[p]["start"] + v)
        return value
