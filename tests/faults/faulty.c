/* A library to put in front of the system's (LD_PRELOAD): what is asked of files fails when it is told to,
 * and clocks jump.
 *
 *   ZKMEM_FAULT=N:HOW  the N-th counted call, from 1, fails:
 *        EIO, ENOSPC, EINTR, ENOMEM   with this error, and does nothing (close closes all the same, as Linux
 * does) full    from this call on nothing more can be written or made: ENOSPC, as on a full disk short   a
 * read or write does half of what it is asked for; any other call works kill    the process is killed before
 * it ZKMEM_FAULT_LOG=F  appends a line to F for each counted call: its name, and what it is about
 *   ZKMEM_CLOCK=SEED   the time of day jumps by years either way, to before 1970, too; the monotonic clock
 * jumps forward by hours
 *
 * Counted are calls on relative paths and on the descriptors that such paths were opened as: a test runs in
 * an empty folder, and names no file otherwise. Threads are counted in the order in which they come. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { kDescriptors = 4096 };

/* What a call may do wrong besides failing. */
enum Kind { kOther, kWrites, kTransfers };

static struct {
  long at;   /* 0: nothing fails */
  int error; /* errno */
  int full;  /* from `at` on */
  int shortened;
  int kill;
  int log; /* a descriptor, -1: none */
} plan = {.log = -1};

static atomic_long counted;
static atomic_uchar is_ours[kDescriptors];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_plan(void) {
  const char* fault = getenv("ZKMEM_FAULT");
  if (fault != NULL) {
    char* how = NULL;
    plan.at = strtol(fault, &how, 10);
    if (*how == ':') ++how;
    if (strcmp(how, "EIO") == 0)
      plan.error = EIO;
    else if (strcmp(how, "ENOSPC") == 0)
      plan.error = ENOSPC;
    else if (strcmp(how, "EINTR") == 0)
      plan.error = EINTR;
    else if (strcmp(how, "ENOMEM") == 0)
      plan.error = ENOMEM;
    else if (strcmp(how, "full") == 0)
      plan.full = 1;
    else if (strcmp(how, "short") == 0)
      plan.shortened = 1;
    else if (strcmp(how, "kill") == 0)
      plan.kill = 1;
    else
      _exit(99);
  }
  const char* log = getenv("ZKMEM_FAULT_LOG");
  if (log != NULL)
    plan.log = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

static int is_counted_path(const char* path) { return path != NULL && path[0] != '/' && path[0] != '\0'; }
static int is_counted(int fd) { return fd >= 0 && fd < kDescriptors && is_ours[fd]; }
static void keep(int fd, int ours) {
  if (fd >= 0 && fd < kDescriptors) is_ours[fd] = (unsigned char)ours;
}

/* 0: go on; -1: fail with errno; 1: do half. */
static int fate(const char* name, const char* about, enum Kind kind) {
  pthread_once(&once, read_plan);
  const long number = ++counted;
  if (plan.log >= 0) {
    char line[300];
    const int length = snprintf(line, sizeof line, "%s %s\n", name, about);
    if (length > 0)
      syscall(SYS_write, plan.log, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
  }
  if (plan.full && plan.at != 0 && number >= plan.at && kind == kWrites) {
    errno = ENOSPC;
    return -1;
  }
  if (number != plan.at) return 0;
  if (plan.kill) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (plan.shortened) return 1;
  if (plan.error == 0) return 0;
  errno = plan.error;
  return -1;
}

static const char* number_of(int fd, char* room) {
  snprintf(room, 24, "fd %d", fd);
  return room;
}

#define NEXT(type, name, ...)       \
  static type (*next)(__VA_ARGS__); \
  if (next == NULL) next = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

/* --- Paths */

static int wants_to_make(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

#define OPEN(NAME)                                                          \
  int NAME(const char* path, int flags, ...) {                              \
    NEXT(int, #NAME, const char*, int, ...);                                \
    mode_t mode = 0;                                                        \
    if (wants_to_make(flags)) {                                             \
      va_list list;                                                         \
      va_start(list, flags);                                                \
      mode = va_arg(list, mode_t);                                          \
      va_end(list);                                                         \
    }                                                                       \
    const int ours = is_counted_path(path);                                 \
    if (ours && fate(wants_to_make(flags) ? "open to write" : "open", path, \
                     wants_to_make(flags) ? kWrites : kOther) < 0)          \
      return -1;                                                            \
    const int fd = next(path, flags, mode);                                 \
    keep(fd, ours);                                                         \
    return fd;                                                              \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(NAME)                                                                          \
  int NAME(int at, const char* path, int flags, ...) {                                        \
    NEXT(int, #NAME, int, const char*, int, ...);                                             \
    mode_t mode = 0;                                                                          \
    if (wants_to_make(flags)) {                                                               \
      va_list list;                                                                           \
      va_start(list, flags);                                                                  \
      mode = va_arg(list, mode_t);                                                            \
      va_end(list);                                                                           \
    }                                                                                         \
    const int ours = at == AT_FDCWD ? is_counted_path(path) : is_counted(at);                 \
    if (ours && fate("openat", path, wants_to_make(flags) ? kWrites : kOther) < 0) return -1; \
    const int fd = next(at, path, flags, mode);                                               \
    keep(fd, ours);                                                                           \
    return fd;                                                                                \
  }
OPENAT(openat)
OPENAT(openat64)

DIR* opendir(const char* path) {
  NEXT(DIR*, "opendir", const char*);
  if (is_counted_path(path) && fate("opendir", path, kOther) < 0) return NULL;
  return next(path);
}

#define STAT(NAME, TYPE)                                                    \
  int NAME(const char* restrict path, struct TYPE* restrict out) {          \
    NEXT(int, #NAME, const char*, struct TYPE*);                            \
    if (is_counted_path(path) && fate("stat", path, kOther) < 0) return -1; \
    return next(path, out);                                                 \
  }
STAT(stat, stat)
STAT(stat64, stat64)

int mkdir(const char* path, mode_t mode) {
  NEXT(int, "mkdir", const char*, mode_t);
  if (is_counted_path(path) && fate("mkdir", path, kWrites) < 0) return -1;
  return next(path, mode);
}

int rename(const char* from, const char* to) {
  NEXT(int, "rename", const char*, const char*);
  if (is_counted_path(to) && fate("rename", to, kOther) < 0) return -1;
  return next(from, to);
}

int unlink(const char* path) {
  NEXT(int, "unlink", const char*);
  if (is_counted_path(path) && fate("unlink", path, kOther) < 0) return -1;
  return next(path);
}

int rmdir(const char* path) {
  NEXT(int, "rmdir", const char*);
  if (is_counted_path(path) && fate("rmdir", path, kOther) < 0) return -1;
  return next(path);
}

/* --- Descriptors */

int close(int fd) {
  NEXT(int, "close", int);
  char room[24];
  const int fails = is_counted(fd) && fate("close", number_of(fd, room), kOther) < 0;
  const int error = errno;
  keep(fd, 0);
  const int closed = next(fd);
  if (!fails) return closed;
  errno = error;
  return -1;
}

#define TRANSFER(TYPE, NAME, KIND, ...)                    \
  char room[24];                                           \
  if (is_counted(fd)) {                                    \
    const int how = fate(NAME, number_of(fd, room), KIND); \
    if (how < 0) return -1;                                \
    if (how > 0 && size > 1) size /= 2;                    \
  }                                                        \
  return next(__VA_ARGS__)

ssize_t read(int fd, void* bytes, size_t size) {
  NEXT(ssize_t, "read", int, void*, size_t);
  TRANSFER(ssize_t, "read", kTransfers, fd, bytes, size);
}
ssize_t write(int fd, const void* bytes, size_t size) {
  NEXT(ssize_t, "write", int, const void*, size_t);
  TRANSFER(ssize_t, "write", kWrites, fd, bytes, size);
}
#define AT(NAME, KIND, POINTER, OFFSET)                             \
  ssize_t NAME(int fd, POINTER bytes, size_t size, OFFSET offset) { \
    NEXT(ssize_t, #NAME, int, POINTER, size_t, OFFSET);             \
    TRANSFER(ssize_t, #NAME, KIND, fd, bytes, size, offset);        \
  }
AT(pread, kTransfers, void*, off_t)
AT(pread64, kTransfers, void*, off64_t)
AT(pwrite, kWrites, const void*, off_t)
AT(pwrite64, kWrites, const void*, off64_t)

/* A short one is a write of the first piece alone. */
#define VECTOR(NAME, ARGUMENTS, NEXT_TYPES, ...)                 \
  ssize_t NAME ARGUMENTS {                                       \
    NEXT(ssize_t, #NAME, NEXT_TYPES);                            \
    char room[24];                                               \
    if (is_counted(fd)) {                                        \
      const int how = fate(#NAME, number_of(fd, room), kWrites); \
      if (how < 0) return -1;                                    \
      if (how > 0 && count > 1) count = 1;                       \
    }                                                            \
    return next(__VA_ARGS__);                                    \
  }
#define COMMA ,
VECTOR(writev, (int fd, const struct iovec* pieces, int count), int COMMA const struct iovec* COMMA int, fd,
       pieces, count)
VECTOR(pwritev, (int fd, const struct iovec* pieces, int count, off_t offset),
       int COMMA const struct iovec* COMMA int COMMA off_t, fd, pieces, count, offset)
VECTOR(pwritev64, (int fd, const struct iovec* pieces, int count, off64_t offset),
       int COMMA const struct iovec* COMMA int COMMA off64_t, fd, pieces, count, offset)

#define ON_DESCRIPTOR(NAME, KIND)                                                \
  int NAME(int fd) {                                                             \
    NEXT(int, #NAME, int);                                                       \
    char room[24];                                                               \
    if (is_counted(fd) && fate(#NAME, number_of(fd, room), KIND) < 0) return -1; \
    return next(fd);                                                             \
  }
ON_DESCRIPTOR(fsync, kWrites)
ON_DESCRIPTOR(fdatasync, kWrites)

#define TRUNCATE(NAME, OFFSET)                                                      \
  int NAME(int fd, OFFSET size) {                                                   \
    NEXT(int, #NAME, int, OFFSET);                                                  \
    char room[24];                                                                  \
    if (is_counted(fd) && fate(#NAME, number_of(fd, room), kWrites) < 0) return -1; \
    return next(fd, size);                                                          \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int flock(int fd, int operation) {
  NEXT(int, "flock", int, int);
  char room[24];
  if (is_counted(fd) && fate("flock", number_of(fd, room), kOther) < 0) return -1;
  return next(fd, operation);
}

#define FCNTL(NAME)                                                                                     \
  int NAME(int fd, int command, ...) {                                                                  \
    NEXT(int, #NAME, int, int, ...);                                                                    \
    va_list list;                                                                                       \
    va_start(list, command);                                                                            \
    void* argument = va_arg(list, void*);                                                               \
    va_end(list);                                                                                       \
    const int locks =                                                                                   \
        command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW; \
    char room[24];                                                                                      \
    if (locks && is_counted(fd) && fate("fcntl lock", number_of(fd, room), kOther) < 0) return -1;      \
    const int done = next(fd, command, argument);                                                       \
    if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) keep(done, is_counted(fd));                   \
    return done;                                                                                        \
  }
FCNTL(fcntl)
FCNTL(fcntl64)

#define MMAP(NAME, OFFSET)                                                                               \
  void* NAME(void* address, size_t size, int protection, int flags, int fd, OFFSET offset) {             \
    NEXT(void*, #NAME, void*, size_t, int, int, int, OFFSET);                                            \
    char room[24];                                                                                       \
    if ((flags & MAP_ANONYMOUS) == 0 && is_counted(fd) && fate("mmap", number_of(fd, room), kOther) < 0) \
      return MAP_FAILED;                                                                                 \
    return next(address, size, protection, flags, fd, offset);                                           \
  }
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)

/* --- Clocks */

static long jump(void) {
  static atomic_ulong state;
  static int is_on = -1;
  if (is_on < 0) {
    const char* seed = getenv("ZKMEM_CLOCK");
    if (seed != NULL) state = strtoul(seed, NULL, 10) * 2 + 1;
    is_on = seed != NULL;
  }
  if (is_on == 0) return 0;
  const unsigned long next = state * 6364136223846793005ul + 1442695040888963407ul;
  state = next;
  return (long)(next >> 33); /* 0 ... 2^31 - 1 */
}

static atomic_long forward; /* seconds that the monotonic clock has jumped so far */

int clock_gettime(clockid_t clock, struct timespec* now) {
  NEXT(int, "clock_gettime", clockid_t, struct timespec*);
  const int done = next(clock, now);
  const long by = jump();
  if (done != 0 || by == 0) return done;
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
    now->tv_sec += (by % 2 == 0 ? 1 : -1) * (by % 4000000000l);
  } else if (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_MONOTONIC_COARSE) {
    if (by % 5 == 0) forward += by % 20000;
    now->tv_sec += forward;
  }
  return done;
}

time_t time(time_t* out) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return (time_t)-1;
  if (out != NULL) *out = now.tv_sec;
  return now.tv_sec;
}

int gettimeofday(struct timeval* restrict out, void* restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}
