/*
 * Calls of the C library that fail, or do a part of what they should, while a test wants them to. Put before a JVM by LD_PRELOAD; the test
 * says in a file, which both have mapped, what is to fail:
 *
 *    0     4       8        12
 *    +-----+-------+--------+--------+
 *    | set | errno | one of | failed |   four numbers of 32 bits, little-endian
 *    +-----+-------+--------+--------+
 *
 * set: which calls, see below. errno: what they say; 0: they do a part only. one of: so many of them fail one on average. failed: how many
 * have. It takes no lock, and looks nothing up once the program runs: what does may wait for a thread that loads a library, for ever.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITE = 1, PWRITE = 2, FSYNC = 4, FDATASYNC = 8 };

struct control {
    volatile uint32_t set;
    volatile uint32_t error;
    volatile uint32_t one_of;
    volatile uint32_t failed;
};

static struct control nothing;
static struct control *control = &nothing;
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static uint64_t draws;

__attribute__((constructor)) static void begin(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    const char *file = getenv("HEADRACE_FAILING_CALLS");
    int descriptor = file == NULL ? -1 : open(file, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (mapped != MAP_FAILED) control = mapped;
}

/* Whether this call fails. Numbers are mixed as SplitMix64 does it. */
static int fails(uint32_t call) {
    if ((control->set & call) == 0 || control->one_of == 0) return 0;
    uint64_t z = __atomic_add_fetch(&draws, 0x9e3779b97f4a7c15u, __ATOMIC_RELAXED) + (uint64_t) getpid();
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    if ((z ^ z >> 31) % control->one_of != 0) return 0;
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_RELAXED);
    return 1;
}

static int failed(void) {
    errno = (int) control->error;
    return -1;
}

/* How much of it is done when a part is. */
static size_t part(size_t length) {
    return length > 1 ? length / 2 : length;
}

/* A disk is behind it. What wakes a thread is no file: the eight bytes of an eventfd never go in part. */
static int is_file(int descriptor) {
    struct stat found;
    return fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode);
}

ssize_t write(int descriptor, const void *from, size_t length) {
    if ((control->set & WRITE) == 0 || !is_file(descriptor) || !fails(WRITE)) return real_write(descriptor, from, length);
    return control->error != 0 ? failed() : real_write(descriptor, from, part(length));
}

ssize_t pwrite(int descriptor, const void *from, size_t length, off_t position) {
    if (!fails(PWRITE)) return real_pwrite(descriptor, from, length, position);
    return control->error != 0 ? failed() : real_pwrite(descriptor, from, part(length), position);
}

ssize_t pwrite64(int descriptor, const void *from, size_t length, off64_t position) {
    return pwrite(descriptor, from, length, position);
}

int fsync(int descriptor) {
    return fails(FSYNC) ? failed() : real_fsync(descriptor);
}

int fdatasync(int descriptor) {
    return fails(FDATASYNC) ? failed() : real_fdatasync(descriptor);
}
