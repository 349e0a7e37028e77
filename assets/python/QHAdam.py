import torch


class QHAdam(torch.optim.Optimizer):
    """Quasi-hyperbolic Adam (Ma & Yarats 2019)."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), nus=(0.7, 1), eps=1e-08, weight_decay=0, maximize=False):
        super().__init__(params, dict(lr=lr, betas=betas, nus=nus, eps=eps, weight_decay=weight_decay,
                                      maximize=maximize))

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            (beta1, beta2), (nu1, nu2) = group["betas"], group["nus"]
            for p in group["params"]:
                g = -p.grad if group["maximize"] else p.grad
                g = g + group["weight_decay"] * p
                state = self.state[p]
                t = state["step"] = state.get("step", 0) + 1
                m = state.setdefault("exp_avg", torch.zeros_like(p))
                v = state.setdefault("exp_avg_sq", torch.zeros_like(p))
                m.mul_(beta1).add_(g, alpha=1 - beta1)
                v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
                along = (1 - nu1) * g + nu1 * m / (1 - beta1**t)
                size = (1 - nu2) * g * g + nu2 * v / (1 - beta2**t)
                p.sub_(group["lr"] * along / (size.sqrt() + group["eps"]))
        return value
