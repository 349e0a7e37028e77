// In place of epoxy's header: a browser has WebGL 2, which is GLES 3.0, and nothing to choose from.
#ifndef RAVINE_WEB_EPOXY_GL_H
#define RAVINE_WEB_EPOXY_GL_H

#include <GLES3/gl3.h>
#include <stdbool.h>

static inline int epoxy_gl_version(void)
{
    return 30;
}

static inline bool epoxy_is_desktop_gl(void)
{
    return false;
}

#endif
