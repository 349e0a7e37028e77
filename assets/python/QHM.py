import torch


class QHM(torch.optim.Optimizer):
    """Quasi-hyperbolic momentum (Ma & Yarats 2019)."""

    def __init__(self, params, lr, momentum=0.999, nu=0.7, weight_decay=0, maximize=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, nu=nu, weight_decay=weight_decay, maximize=maximize))

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            beta, nu = group["momentum"], group["nu"]
            for p in group["params"]:
                g = -p.grad if group["maximize"] else p.grad
                g = g + group["weight_decay"] * p
                mean = self.state[p].setdefault("momentum_buffer", torch.zeros_like(p))
                mean.mul_(beta).add_(g, alpha=1 - beta)
                p.sub_(group["lr"] * ((1 - nu) * g + nu * mean))
        return value
