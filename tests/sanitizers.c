// Linked into programs built with SAN=1 alone: what the sanitizers are told about other people's libraries.

// Mesa's and fontconfig's modules stay loaded, so that what they keep until the end is found by its owner and not taken
// for a leak.
int dlclose(void *module);
int dlclose(void *module)
{
    (void)module;
    return 0;
}

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:_dri.so\nleak:libgallium\nleak:libGLX\nleak:libEGL\nleak:libLLVM\n";
}
