import torch


class SAM(torch.optim.Optimizer):
    """Lets another optimizer step by the gradient at the worst point nearby (Foret et al. 2020)."""

    def __init__(self, optimizer, rho=0.05):
        super().__init__(optimizer.param_groups, optimizer.defaults)
        self.param_groups = optimizer.param_groups
        self.optimizer, self.rho = optimizer, rho

    @torch.no_grad()
    def step(self, closure):
        params = [p for group in self.param_groups for p in group["params"]]
        uphill = -1 if self.param_groups[0].get("maximize") else 1

        def worst():
            closure()
            with torch.no_grad():
                norm = torch.cat([p.grad.flatten() for p in params]).norm() + 1e-12
                start = [p.clone() for p in params]
                for p in params:
                    p.add_(p.grad, alpha=uphill * self.rho / norm.item())
            value = closure()
            with torch.no_grad():
                for p, before in zip(params, start):
                    p.copy_(before)
            return value

        return self.optimizer.step(worst)
