// What the parts of the racers' column ask of it, and write with.
#include "picture/page/column.h"

void column_words(const Column *column, float x, float y, TextAlign align, FontSize size, FontWeight weight,
                  Color color, const char *text)
{
    draw_text(column->build->list,
              (DrawText){.x = x,
                         .y = y,
                         .align = align,
                         .size = size,
                         .weight = weight,
                         .color = color,
                         .tabular = align == ALIGN_RIGHT},
              "%s", text);
}

const Racer *column_racer(const Column *column)
{
    return column->open >= 0 ? scene_racer(&column->hand, column->card[column->open]) : NULL;
}

const Change *column_change(const Column *column, Knob knob)
{
    return &scene_entry(column->build->scene, knob.racer)->changes.change[knob.index];
}

const Schedule *column_overwrites(const Column *column, Knob knob)
{
    const Change *change = column_change(column, knob);
    const SceneRacer *entry = scene_entry(column->build->scene, knob.racer);
    if (change->kind != CHANGE_HYPER || change->index != 0)
        return NULL;
    Racer now = changes_racer(&entry->racer, &entry->changes, change->step);
    return schedule_overwrites(&now.schedule);
}

int column_count(const Column *column, KnobKind first, KnobKind last)
{
    int n = 0;
    for (int i = 0; i < column->n_knobs; i++)
        n += column->knobs[i].kind >= first && column->knobs[i].kind <= last;
    return n;
}
