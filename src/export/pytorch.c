// The scene as a PyTorch script, as a teacher would write it: the loss, the data and the recorded batches where there
// are any, each racer's optimizer and scheduler, the loop, and a last part that prints the trace that -o race.csv
// writes. It needs torch alone and gives the same numbers.
#include "export/export.h"

#include "base/asset.h"
#include "base/file.h"
#include "base/text.h"
#include "export/pytorch_average.h"
#include "export/pytorch_changes.h"
#include "export/pytorch_line.h"
#include "scene/python.h"
#include "scene/spec.h"
#include "scene/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMBERS_MAX = 2000000, // drawn numbers that a script may hold
    EXPRESSION_MAX = 4 * FORMULA_TEXT_MAX,
    LINE_WIDTH = 100, // columns
};

typedef struct Script {
    FILE *stream;
    const Scene *scene;
    const Loss *loss;
    const Formula *formula;
    int steps;
    int rows;     // of the data that the loss is a mean over; 0: none
    bool records; // batches: which rows each step uses
    bool draws;   // noise: the normals of each step
    bool stops;   // torch raises in some racer's step
    Error *error;
} Script;

// A Python string or comment can't hold what ends it.
static void write_words(FILE *stream, const char *words)
{
    for (; *words; words++)
        fputc(*words == '\\' || *words == '"' || *words == '\n' ? ' ' : *words, stream);
}

// Over as many lines as they take, parted at blanks.
static void write_wrapped(FILE *stream, const char *words)
{
    char word[LINE_WIDTH];
    for (int column = 0; *words;) {
        int n = 1 + (int)strcspn(words + 1, " "), shown = n < LINE_WIDTH ? n : LINE_WIDTH - 1;
        bool breaks = *words == ' ' && column + shown > LINE_WIDTH;
        snprintf(word, sizeof word, "%.*s", shown - breaks, words + breaks);
        fputs(breaks ? "\n" : "", stream);
        write_words(stream, word);
        column = breaks ? shown - 1 : column + shown;
        words += shown;
    }
}

// rest: what follows the numbers, which says what is to be imported.
static void write_head(const Script *script, const char *rest)
{
    fputs("\"\"\"", script->stream);
    const Scene *scene = script->scene;
    char words[SCENE_CAPTION_MAX];
    scene_words(scene, scene->title[0] ? scene->title : "An optimizer race", words, sizeof words);
    write_words(script->stream, words);
    if (scene->caption[0]) {
        fputs(".\n\n", script->stream);
        scene_words(scene, scene->caption, words, sizeof words);
        write_wrapped(script->stream, words);
    }
    bool lr = strstr(rest, "lr_scheduler."), swa = strstr(rest, "swa_utils.");
    fputs("\n\nWritten by Ravine. Prints a line per racer and step: the trace that ravine writes with -o "
          "race.csv.\n\"\"\"\n",
          script->stream);
    const char *math = strstr(rest, "math.") ? "import math\n" : "", *sys = script->stops ? "import sys\n" : "";
    const char *counter = strstr(rest, "Counter(") ? "from collections import Counter\n" : "";
    const char *lambda = strstr(rest, "=lambda "), *numpy = lambda ? strstr(lambda, "np.") : NULL;
    fprintf(script->stream, "%s%s%s%s%simport torch\n%s\ntorch.set_default_dtype(torch.float64)\n\n", math, sys,
            counter, *math || *sys || *counter ? "\n" : "", numpy ? "import numpy as np\n" : "",
            !lr && !swa ? ""
            : !swa      ? "from torch.optim import lr_scheduler\n"
            : !lr       ? "from torch.optim import swa_utils\n"
                        : "from torch.optim import lr_scheduler, swa_utils\n");
}

// As a float: a tensor of whole numbers has no gradient.
static void write_float(FILE *stream, double value)
{
    char number[40];
    text_double(number, sizeof number, value);
    fprintf(stream, "%s%s", number, strpbrk(number, ".e") ? "" : ".0");
}

static void write_name(const Script *script, const char *name)
{
    char bytes[FORMULA_NAME_MAX + 8];
    Text text = text_begin(bytes, sizeof bytes);
    python_name(&text, name, strlen(name));
    fputs(bytes, script->stream);
}

static void write_constants(const Script *script)
{
    for (int i = 0; i < script->scene->n_constants; i++) {
        write_name(script, script->scene->constants[i].name);
        fputs(" = ", script->stream);
        write_float(script->stream, script->scene->constants[i].value);
        fputs("\n", script->stream);
    }
    fputs("start = [", script->stream);
    for (int i = 0; i < formula_dimension(script->formula); i++) {
        fputs(i ? ", " : "", script->stream);
        write_float(script->stream, script->scene->start[i]);
    }
    fprintf(script->stream, "]\nsteps = %d\n", script->steps);
}

static bool is_tensor(const void *context, const char *name, size_t length)
{
    const Script *script = context;
    for (int i = 0; i < formula_dimension(script->formula); i++) {
        const char *parameter = formula_parameter(script->formula, i);
        if (strlen(parameter) == length && !strncmp(parameter, name, length))
            return true;
    }
    for (int i = 0; script->rows && i < dataset_columns(script->scene->data); i++) {
        const char *column = dataset_names(script->scene->data)[i];
        if (strlen(column) == length && !strncmp(column, name, length))
            return true;
    }
    return false;
}

static void write_columns(const Script *script)
{
    for (int i = 0, n = 0; i < dataset_columns(script->scene->data); i++)
        if (formula_uses_column(script->formula, i)) {
            fputs(n++ ? ", " : "", script->stream);
            write_name(script, dataset_names(script->scene->data)[i]);
        }
}

static void write_data(const Script *script)
{
    if (!script->rows)
        return;
    fputs("\n# ", script->stream);
    write_columns(script);
    fputs("\ndata = torch.tensor([\n", script->stream);
    for (int row = 0; row < script->rows; row++) {
        fputs("    [", script->stream);
        for (int i = 0, n = 0; i < dataset_columns(script->scene->data); i++) {
            if (!formula_uses_column(script->formula, i))
                continue;
            fputs(n++ ? ", " : "", script->stream);
            write_float(script->stream, dataset_values(script->scene->data)[i][row]);
        }
        fputs("],\n", script->stream);
    }
    fputs("])\n", script->stream);
}

// "[2, 13]," in columns
static int batch_width(const int *rows, int n)
{
    int width = 1 + 2 * n;
    for (int i = 0; i < n; i++)
        width += snprintf(NULL, 0, "%d", rows[i]);
    return width;
}

// Behind `column` columns of a line; returns how many there are then. What is longer than a line takes several.
static int write_batch(FILE *stream, const int *rows, int n, int column)
{
    bool fits = column + 1 + batch_width(rows, n) <= LINE_WIDTH;
    column = fits && column ? column + fprintf(stream, " [") : fprintf(stream, "\n    [") - 1;
    for (int i = 0; i < n; i++) {
        if (column + batch_width(&rows[i], 1) > LINE_WIDTH)
            column = fprintf(stream, "\n     ") - 1;
        else if (i)
            column += fprintf(stream, " ");
        column += fprintf(stream, i < n - 1 ? "%d," : "%d", rows[i]);
    }
    return column + fprintf(stream, "],");
}

static void write_batches(const Script *script, LossWork *work, int *rows)
{
    if (!script->records)
        return;
    int column = 0;
    fputs("\n# The rows of each step's batch.\nbatches = [", script->stream);
    for (int step = 1; step <= script->steps; step++) {
        int n = loss_batch_rows(script->loss, work, step, rows);
        column = write_batch(script->stream, rows, n, column);
    }
    fputs("\n]\n", script->stream);
}

static void write_noise(const Script *script, LossWork *work, double *normals)
{
    if (!script->draws)
        return;
    int k = formula_normals(script->formula);
    fputs("\n# The normals drawn for each row of each step's batch.\nnoise = [\n", script->stream);
    for (int step = 1; step <= script->steps; step++) {
        int rows = loss_batch_normals(script->loss, work, step, normals);
        fputs("    [", script->stream);
        for (int i = 0; i < rows * k; i++)
            fprintf(script->stream, "%s%s%.17g%s", i ? ", " : "", i % k ? "" : "[", normals[i],
                    i % k == k - 1 ? "]" : "");
        fputs("],\n", script->stream);
    }
    fputs("]\n", script->stream);
}

// cbrt and the like are written with their argument twice: nested, they double.
static bool write_loss(const Script *script)
{
    FILE *stream = script->stream;
    bool batched = script->records || script->draws, averaged = script->rows || formula_normals(script->formula);
    char expression[EXPRESSION_MAX];
    Text text = text_begin(expression, sizeof expression);
    python_formula(&text, script->scene->formula,
                   &(PythonNames){.is_tensor = is_tensor,
                                  .context = script,
                                  .constants = script->scene->constants,
                                  .n_constants = script->scene->n_constants});
    if (text.full)
        return error_set(script->error, "script: the formula is longer than %d bytes in Python", EXPRESSION_MAX);
    fputs(batched
              ? "\n\ndef loss(p, step=None):\n    \"\"\"Of the step's batch; without a step, of everything.\"\"\"\n    "
              : "\n\ndef loss(p):\n    ",
          stream);
    for (int i = 0; i < formula_dimension(script->formula); i++) {
        write_name(script, formula_parameter(script->formula, i));
        fputs(i == 0 && formula_dimension(script->formula) > 1 ? ", " : "", stream);
    }
    fputs(formula_dimension(script->formula) == 1 ? ", = p\n" : " = p\n", stream);
    if (script->rows) {
        fputs("    ", stream);
        write_columns(script);
        fprintf(stream, " = %s\n", script->records ? "(data if step is None else data[batches[step]]).T" : "data.T");
    }
    if (script->draws)
        fprintf(stream, "    xi = torch.zeros(1, %d) if step is None else torch.tensor(noise[step])\n",
                formula_normals(script->formula));
    const char *flat = formula_is_flat(script->formula) ? " + 0 * p.sum()" : "";
    if (*flat)
        fprintf(stream, "    # backward() needs a loss that depends on p\n");
    fputs(averaged && *flat ? "    return (" : "    return ", stream);
    pytorch_sum(stream, expression, averaged || *flat);
    fprintf(stream, "%s%s%s\n", flat, averaged && *flat ? ")" : "", averaged ? ".mean()" : "");
    return true;
}

// A file of assets/python/ runs by itself; the script has its imports already.
static bool write_class(const Script *script, const char *rule)
{
    char name[80], path[1024];
    size_t size;
    snprintf(name, sizeof name, "assets/python/%s.py", rule);
    char *bytes = asset_path(name, path, sizeof path, script->error) ? file_read(path, &size, script->error) : NULL;
    if (bytes)
        fprintf(script->stream, "\n\n%s", strstr(bytes, "class "));
    free(bytes);
    return bytes != NULL;
}

static bool has_rule(const Racer *racer, const Optimizer *rule)
{
    bool has = racer->rule == rule;
    for (int i = 0; i < racer->n_wrappers; i++)
        has = has || racer->wrapper[i].rule == rule;
    return has;
}

// Those that a racer is written as, from the start and later; NULL after the last.
static const Racer *written_as(const Scene *scene, int racer, int i)
{
    const Changes *changes = &scene_entry(scene, racer)->changes;
    return i == 0 ? scene_racer(scene, racer) : i <= changes->n_whole ? &changes->whole[i - 1] : NULL;
}

// Classes of the rules that torch.optim lacks.
static bool write_classes(const Script *script)
{
    bool ok = true;
    for (int k = 0; ok && k < optimizer_count(); k++) {
        const Optimizer *rule = optimizer_at(k);
        bool used = false;
        const Racer *racer;
        for (int r = 0; r < script->scene->n_racers; r++)
            for (int i = 0; (racer = written_as(script->scene, r, i)); i++)
                used = used || has_rule(racer, rule);
        if (used && rule->own_class)
            ok = write_class(script, rule->name);
    }
    return ok;
}

// Racers that are not recorded.
static int running(const Scene *scene)
{
    int n = 0;
    for (int i = 0; i < scene->n_racers; i++)
        n += !racer_is_recorded(scene_racer(scene, i));
    return n;
}

static int scheduled(const Scene *scene)
{
    int n = 0;
    for (int i = 0; i < scene->n_racers; i++)
        n += scene_racer(scene, i)->schedule.n > 0;
    return n;
}

static bool clips(const Racer *racer)
{
    char lines[2 * SPEC_TEXT_MAX];
    Text text = text_begin(lines, sizeof lines);
    python_clips(&text, racer, "");
    return lines[0];
}

// What some racer has beside its optimizer, now or later.
static PytorchParts parts_of(const Scene *scene)
{
    PytorchParts parts = {false, false};
    const Racer *racer;
    for (int r = 0; r < scene->n_racers; r++)
        for (int i = 0; (racer = written_as(scene, r, i)); i++) {
            parts.schedules |= racer->schedule.n > 0;
            parts.clips |= clips(racer);
        }
    return parts;
}

static int clipped(const Scene *scene)
{
    int n = 0;
    for (int i = 0; i < scene->n_racers; i++)
        n += clips(scene_racer(scene, i));
    return n;
}

static void write_clip(FILE *stream, const Racer *racer)
{
    char lines[2 * SPEC_TEXT_MAX];
    Text text = text_begin(lines, sizeof lines);
    python_clips(&text, racer, "        ");
    fprintf(stream, "\n    def clip():\n%s\n", lines);
}

// What a racer has not and another has is None.
static void write_racer(const Script *script, int i)
{
    FILE *stream = script->stream;
    const Racer *racer = scene_racer(script->scene, i);
    PytorchParts parts = parts_of(script->scene);
    bool schedule = racer->schedule.n > 0, clip = clips(racer);
    const RacerWrapper *average = racer_average(racer);
    char line[2 * SPEC_TEXT_MAX], returned[sizeof line + 40];
    Text text = text_begin(line, sizeof line);
    python_optimizer(&text, racer);
    fputs("\n\n", stream);
    if (scene_entry(script->scene, i)->name[0]) {
        fputs("# ", stream);
        write_words(stream, scene_entry(script->scene, i)->name);
        fputs("\n", stream);
    }
    fprintf(stream, "def racer_%d(p):\n", i);
    if (schedule || clip || average)
        pytorch_line(stream, "    optimizer = ", line);
    if (schedule) {
        char tree[2 * SPEC_TEXT_MAX];
        Text nested = text_begin(tree, sizeof tree);
        python_scheduler(&nested, &racer->schedule, true);
        pytorch_line(stream, "    scheduler = ", tree);
    }
    if (clip)
        write_clip(stream, racer);
    if (average)
        pytorch_average(stream, racer);
    Text rest = text_begin(returned, sizeof returned);
    text_add(&rest, "%s%s%s%s", schedule || clip || average ? "optimizer" : line,
             !parts.schedules ? ""
             : schedule       ? ", scheduler"
                              : ", None",
             !parts.clips ? ""
             : clip       ? ", clip"
                          : ", None",
             !scene_has_averages(script->scene) ? ""
             : average                          ? ", average"
                                                : ", None");
    pytorch_line(stream, "    return ", returned);
}

static void write_value(FILE *stream, double value)
{
    if (isfinite(value))
        write_float(stream, value);
    else
        fprintf(stream, "float(\"%s\")", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
}

// step, point, loss and learning rate of each row that the race has.
static void write_points(const Script *script, int racer, const Racer *of)
{
    FILE *stream = script->stream;
    const Recording *points = of->recorded.points;
    fputs("\n\n# ", stream);
    write_words(stream, of->recorded.name);
    fprintf(stream, ", recorded: step, point, loss, learning rate.\nracer_%d = [\n", racer);
    for (int row = 0; row < points->n && (row == 0 || points->step[row] <= script->steps); row++) {
        fprintf(stream, "    (%d, [", points->step[row]);
        for (int d = 0; d < formula_dimension(script->formula); d++) {
            fputs(d ? ", " : "", stream);
            write_value(stream, recording_coordinate(points, row, d));
        }
        fputs("], ", stream);
        if (points->loss && points->has_loss[row])
            write_value(stream, points->loss[row]);
        else
            fputs("None", stream);
        fputs(", ", stream);
        if (points->lr && !isnan(points->lr[row]))
            write_value(stream, points->lr[row]);
        else
            fputs("None", stream);
        fputs("),\n", stream);
    }
    fputs("]\n", stream);
}

// Rests at each row until the next one, and at the last one.
static void write_replay(const Script *script)
{
    if (running(script->scene) == script->scene->n_racers)
        return;
    fputs("\n\ndef replay(racer, rows):\n"
          "    row = 0\n"
          "    for step in range(steps + 1):\n"
          "        while row + 1 < len(rows) and rows[row + 1][0] <= step:\n"
          "            row += 1\n"
          "        point, value, rate = rows[row][1:]\n"
          "        p = torch.tensor(point, requires_grad=True)\n"
          "        full = loss(p)\n"
          "        gradient, = torch.autograd.grad(full, p)\n"
          "        value = full.item() if value is None else value\n"
          "        rate = \"\" if rate is None else f\"{rate:.17g}\"\n"
          "        print(f\"{racer},{step},{rate},,0,{text(p)},{value:.17g},{text(gradient)}",
          script->stream);
    fprintf(script->stream,
            "%s\")\n"
            "        if not (torch.isfinite(p).all() and math.isfinite(value)):\n"
            "            break\n",
            scene_has_averages(script->scene) ? ",,," : "");
}

static void write_racers(const Script *script)
{
    for (int i = 0; i < script->scene->n_racers; i++)
        if (racer_is_recorded(scene_racer(script->scene, i)))
            write_points(script, i, scene_racer(script->scene, i));
        else
            write_racer(script, i);
    pytorch_changes_helper(script->stream, script->scene);
    PytorchParts parts = parts_of(script->scene);
    for (int i = 0; i < script->scene->n_racers; i++)
        pytorch_changes(script->stream, script->scene, i, &parts);
}

static bool needs_metric(const Scene *scene, bool *all)
{
    bool any = false;
    *all = true;
    const Racer *racer;
    for (int r = 0; r < scene->n_racers; r++)
        for (int i = 0; (racer = written_as(scene, r, i)); i++) {
            bool one = racer->schedule.n && racer->schedule.node[0].rule->needs_metric;
            any |= one;
            *all &= one || !racer->schedule.n;
        }
    return any;
}
static void write_scheduler_step(const Script *script)
{
    bool all, any = needs_metric(script->scene, &all);
    if (!parts_of(script->scene).schedules)
        return;
    bool all_scheduled = !pytorch_changes_whole(script->scene) && scheduled(script->scene) == running(script->scene);
    const char *outer = script->stops ? "            " : "        ";
    char indent[24];
    snprintf(indent, sizeof indent, "%s%s", outer, all_scheduled ? "" : "    ");
    if (!all_scheduled)
        fprintf(script->stream, "%sif scheduler is not None:\n", outer);
    if (any && all)
        fprintf(script->stream, "%sscheduler.step(loss(p).item())\n", indent);
    else if (any)
        fprintf(script->stream,
                "%sif isinstance(scheduler, lr_scheduler.ReduceLROnPlateau):\n%s    scheduler.step(loss(p).item())\n"
                "%selse:\n%s    scheduler.step()\n",
                indent, indent, indent, indent);
    else
        fprintf(script->stream, "%sscheduler.step()\n", indent);
}

static void write_race_head(const Script *script)
{
    FILE *stream = script->stream;
    PytorchParts parts = parts_of(script->scene);
    bool changes = pytorch_changes_any(script->scene), averages = scene_has_averages(script->scene);
    const char *scheduler = parts.schedules ? ", scheduler" : "", *clip = parts.clips ? ", clip" : "";
    fprintf(stream,
            "\n\ndef race(racer, make%s):\n"
            "    p = torch.tensor(start, requires_grad=True)\n"
            "    optimizer%s%s%s = make(p)\n"
            "    evals = 0\n%s"
            "    for step in range(steps + 1):\n",
            changes ? ", change=None" : "", scheduler, clip, averages ? ", average" : "",
            averages ? "    mean = None\n" : "");
    if (changes)
        fprintf(stream,
                "        if change is not None:\n"
                "            optimizer%s%s = change(step, p, optimizer%s%s)\n",
                scheduler, clip, scheduler, clip);
}

static void write_calls(const Script *script)
{
    for (int i = 0; i < script->scene->n_racers; i++) {
        bool recorded = racer_is_recorded(scene_racer(script->scene, i));
        fprintf(script->stream, "%s(%d, racer_%d", recorded ? "replay" : "race", i, i);
        if (scene_entry(script->scene, i)->changes.n)
            fprintf(script->stream, ", changes_%d", i);
        fputs(")\n", script->stream);
    }
}

static void write_loop(const Script *script)
{
    FILE *stream = script->stream;
    bool curve = formula_dimension(script->formula) == 1, averages = scene_has_averages(script->scene);
    fprintf(stream, "\n\ndef text(values):\n%s    return %s\n",
            curve ? "    \"\"\"The column of y stays empty.\"\"\"\n" : "",
            curve ? "f\"{values[0].item():.17g},\"" : "\",\".join(f\"{value.item():.17g}\" for value in values)");
    write_race_head(script);
    fputs("        full = loss(p)\n"
          "        gradient, = torch.autograd.grad(full, p)\n"
          "        group = optimizer.param_groups[0]\n"
          "        momentum = group[\"betas\"][0] if \"betas\" in group else group.get(\"momentum\")\n"
          "        momentum = \"\" if momentum is None else f\"{momentum:.17g}\"\n",
          stream);
    pytorch_row(stream, averages);
    fputs("        evals = 0\n\n"
          "        def closure():\n"
          "            nonlocal evals\n"
          "            evals += 1\n"
          "            optimizer.zero_grad()\n",
          stream);
    fprintf(stream, "            value = loss(p%s)\n", script->records || script->draws ? ", step" : "");
    bool some_not = pytorch_changes_whole(script->scene) || clipped(script->scene) < running(script->scene);
    fprintf(stream, "            value.backward()\n%s",
            !parts_of(script->scene).clips ? ""
            : some_not                     ? "            if clip is not None:\n                clip()\n"
                                           : "            clip()\n");
    fputs("            return value\n\n", stream);
    fputs(script->stops ? "        try:\n            optimizer.step(closure)\n" : "        optimizer.step(closure)\n",
          stream);
    if (averages)
        pytorch_averaging(stream, script->scene, script->stops ? "            " : "        ");
    write_scheduler_step(script);
    if (script->stops)
        fputs("        except (ArithmeticError, LookupError, TypeError, ValueError) as why:\n"
              "            print(f\"racer {racer}, step {step}: torch stops here: {why!r}\", file=sys.stderr)\n"
              "            break\n",
              stream);
    write_replay(script);
    fputs("\n\nprint(\"racer,step,lr,momentum,evals,x,y,loss,grad_x,grad_y", stream);
    fprintf(stream, "%s\")\n", averages ? ",average_x,average_y,average_loss" : "");
    write_calls(script);
}

// All behind the numbers, in memory of its own; NULL: the error is set.
static char *rest_of(const Script *script)
{
    char *bytes = NULL;
    size_t size;
    Script rest = *script;
    rest.stream = open_memstream(&bytes, &size);
    if (!rest.stream) {
        error_set(script->error, "script: out of memory");
        return NULL;
    }
    bool ok = write_loss(&rest) && write_classes(&rest);
    if (ok) {
        write_racers(&rest);
        write_loop(&rest);
    }
    bool written = fclose(rest.stream) == 0 || (ok && error_set(script->error, "script: out of memory"));
    if (ok && written)
        return bytes;
    free(bytes);
    return NULL;
}

static bool write_numbers(const Script *script)
{
    LossWork *work = loss_work_create(script->loss);
    int batch = loss_batch(script->loss) > 0 ? loss_batch(script->loss) : 1;
    int *rows = malloc((size_t)batch * sizeof *rows);
    double *normals = malloc((size_t)batch * FORMULA_NORMALS_MAX * sizeof *normals);
    bool ok = (work && rows && normals) || error_set(script->error, "script: out of memory");
    if (ok) {
        write_constants(script);
        write_data(script);
        write_batches(script, work, rows);
        write_noise(script, work, normals);
    }
    free(normals);
    free(rows);
    loss_work_destroy(work);
    return ok;
}

static bool write_script(const Script *script)
{
    char *rest = rest_of(script);
    bool ok = rest != NULL;
    if (ok) {
        write_head(script, rest);
        ok = write_numbers(script);
        fputs(rest, script->stream);
    }
    free(rest);
    return ok;
}

static bool fits(const Script *script)
{
    double numbers = (double)script->steps * loss_batch(script->loss) *
                     (script->records + (script->draws ? formula_normals(script->formula) : 0));
    return numbers <= NUMBERS_MAX ||
           error_set(script->error,
                     "script, %d steps of %d rows: a script holds at most %d drawn numbers; fewer steps (-n) or a "
                     "smaller batch (-b) fit",
                     script->steps, loss_batch(script->loss), NUMBERS_MAX);
}

static bool any_stops(const Source *source)
{
    for (int i = 0; i < race_racers(source->race); i++)
        if (race_stopped(source->race, i, source->steps))
            return true;
    return false;
}

static bool write_pytorch(const Source *source, const Sink *sink, Error *error)
{
    const Scene *scene = source->scene;
    Loss *loss = scene_loss(scene, error);
    if (!loss)
        return false;
    Script script = {.stream = sink->stream,
                     .scene = scene,
                     .loss = loss,
                     .formula = loss_formula(loss),
                     .steps = scene->steps,
                     .error = error,
                     .rows = loss_rows(loss)};
    script.records = script.rows && loss_is_stochastic(loss) && (loss_batch(loss) < script.rows || scene->batches);
    script.draws = formula_normals(script.formula) > 0;
    script.stops = any_stops(source);
    bool ok = fits(&script) && write_script(&script) && sink_goes_on(sink, 1, 1, error);
    loss_destroy(loss);
    return ok;
}

const ExportFormat export_pytorch = {"py", "PyTorch script that runs the same race", EXPORT_RACE,
                                     .write = write_pytorch};
