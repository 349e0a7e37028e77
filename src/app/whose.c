#include "app/whose.h"

#include "base/text.h"
#include "scene/racers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE "# whose rates:"
enum { LINE_MAX = 64 + RACE_RACERS_MAX * (SCHEDULE_NODES_MAX + 2) };

// Of all arguments of a scheduler, the one that most is whose: none of the user's is lost.
static int owner_of_node(const RacerOwners *owners, int node)
{
    int most = OWNER_PROGRAM;
    for (int i = 0; i < ARGUMENTS_MAX; i++)
        most = owners->schedule[node][i] > most ? owners->schedule[node][i] : most;
    return most;
}

char *whose_add(const Scene *scene, char *text, size_t *size)
{
    char line[LINE_MAX];
    Text words = text_begin(line, sizeof line);
    text_add(&words, "%s", LINE);
    for (int i = 0; i < scene->n_racers; i++) {
        const SceneRacer *entry = scene_entry(scene, i);
        text_add(&words, " %d", entry->owners.hyper[0]);
        for (int k = 0; k < entry->racer.schedule.n; k++)
            text_add(&words, "%d", owner_of_node(&entry->owners, k));
    }
    text_add(&words, "\n");
    size_t length = strlen(line);
    char *longer = text ? realloc(text, *size + length + 1) : NULL;
    if (!longer) {
        free(text);
        return NULL;
    }
    memcpy(longer + *size, line, length + 1);
    *size += length;
    return longer;
}

static bool is_owner(char digit)
{
    return digit >= '0' + OWNER_PROGRAM && digit <= '0' + OWNER_USER;
}

static const char *read_racer(SceneRacer *entry, const char *digit)
{
    if (is_owner(*digit))
        entry->owners.hyper[0] = (unsigned char)(*digit++ - '0');
    for (int k = 0; k < entry->racer.schedule.n && is_owner(*digit); k++)
        memset(entry->owners.schedule[k], *digit++ - '0', sizeof entry->owners.schedule[k]);
    return digit;
}

// The last bytes of a file, as text: there may be much data before them.
static void read_end(const char *path, char text[LINE_MAX])
{
    FILE *file = fopen(path, "rb");
    text[0] = '\0';
    if (!file)
        return;
    if (fseek(file, -(LINE_MAX - 1), SEEK_END))
        rewind(file); // it is shorter
    text[fread(text, 1, LINE_MAX - 1, file)] = '\0';
    fclose(file);
}

void whose_read(Scene *scene, const char *path)
{
    char text[LINE_MAX];
    const char *at = NULL;
    read_end(path, text);
    for (const char *next = text; (next = strstr(next, LINE)); next++)
        at = next + strlen(LINE);
    for (int i = 0; at && i < scene->n_racers && *at == ' '; i++) {
        SceneRacer *entry = scene_edit_entry(scene, i);
        at = entry ? read_racer(entry, at + 1) : NULL;
    }
}
