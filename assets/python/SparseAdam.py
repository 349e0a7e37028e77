import torch


class SparseAdam(torch.optim.SparseAdam):
    """torch's, fed with gradients in the sparse layout, in which every coordinate is present."""

    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        params = [p for group in self.param_groups for p in group["params"]]
        dense = [p.grad for p in params]
        for p, g in zip(params, dense):
            p.grad = torch.sparse_coo_tensor(torch.arange(g.numel()).unsqueeze(0), g, g.shape)
        super().step()
        for p, g in zip(params, dense):
            p.grad = g
        return value
