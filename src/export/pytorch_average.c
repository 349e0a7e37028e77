// AveragedModel wants a module: the parameter in a list.
#include "export/pytorch_average.h"

#include "scene/python.h"
#include "scene/spec.h"

#include <inttypes.h>

void pytorch_average(FILE *stream, const Racer *racer)
{
    const RacerWrapper *wrapper = racer_average(racer);
    int64_t first = wrapper->rule->average->first(wrapper->hyper);
    const char *indent = first > 1 ? "            " : "        ";
    char line[SPEC_TEXT_MAX];
    Text text = text_begin(line, sizeof line);
    python_average(&text, racer, "swa_utils");
    fprintf(stream, "    model = torch.nn.ParameterList([p])\n    %s\n    def average(step):\n", line);
    if (first > 1)
        fprintf(stream, "        if step >= %" PRId64 ":\n", first);
    fprintf(stream, "%saveraged.update_parameters(model)\n%sreturn averaged.module[0]\n\n", indent, indent);
}

void pytorch_averaging(FILE *stream, const Scene *scene, const char *indent)
{
    bool all = true;
    for (int i = 0; i < scene->n_racers; i++)
        all = all && (racer_average(scene_racer(scene, i)) || racer_is_recorded(scene_racer(scene, i)));
    if (all)
        fprintf(stream, "%smean = average(step + 1)\n", indent);
    else
        fprintf(stream, "%sif average is not None:\n%s    mean = average(step + 1)\n", indent, indent);
}

void pytorch_row(FILE *stream, bool averages)
{
    if (averages)
        fputs("        columns = \",,\" if mean is None else f\"{text(mean)},{loss(mean).item():.17g}\"\n", stream);
    fprintf(stream,
            "        rate = f\"{group['lr']:.17g}\"\n"
            "        print(f\"{racer},{step},{rate},{momentum},{evals},{text(p)},{full.item():.17g},"
            "{text(gradient)}%s\")\n"
            "        if step == steps or not (torch.isfinite(p).all() and torch.isfinite(full)):\n"
            "            break\n",
            averages ? ",{columns}" : "");
}
