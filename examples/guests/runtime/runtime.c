// From a machine to a C library: what picolibc needs below it, over host.h.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <unistd.h>

#include "host.h"
#include "zkguest.h"

// ---- Output: one buffered stream. The machine prints UTF-8 only, so a flush never cuts a character in two.

static char output[1024];
static size_t output_used;
static int output_has_high_bytes;

// Length of the well-formed UTF-8 sequence at text (Unicode 15, table 3-7); 0 if it is malformed, -1 if
// `bytes` cuts it.
static int utf8_length(const unsigned char* text, size_t bytes) {
  const unsigned lead = text[0];
  if (lead < 0x80) return 1;
  const int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  for (int i = 1; i < length; ++i) {
    if ((size_t)i == bytes) return -1;
    unsigned low = 0x80;
    unsigned high = 0xbf;
    if (i == 1 && lead == 0xe0) low = 0xa0;
    if (i == 1 && lead == 0xed) high = 0x9f;
    if (i == 1 && lead == 0xf0) low = 0x90;
    if (i == 1 && lead == 0xf4) high = 0x8f;
    if (text[i] < low || text[i] > high) return 0;
  }
  return length;
}

// With at_end a character that is cut off is malformed too; otherwise it waits for the rest.
static void flush_output(int at_end) {
  size_t from = 0;
  size_t to = output_has_high_bytes ? 0 : output_used;
  while (to < output_used) {
    const int length = utf8_length((const unsigned char*)output + to, output_used - to);
    if (length > 0) {
      to += (size_t)length;
      continue;
    }
    if (length < 0 && !at_end) break;
    if (to > from) host_write(output + from, to - from);
    host_write("\xef\xbf\xbd", 3);
    from = ++to;
  }
  if (to > from) host_write(output + from, to - from);
  output_used -= to;
  memmove(output, output + to, output_used);
  output_has_high_bytes = output_used != 0;
}

static int put_byte(char byte, FILE* file) {
  (void)file;
  output[output_used++] = byte;
  output_has_high_bytes |= (unsigned char)byte >= 0x80;
  if (byte == '\n' || output_used == sizeof output) flush_output(0);
  return (unsigned char)byte;
}

static int flush_stream(FILE* file) {
  (void)file;
  flush_output(0);
  return 0;
}

// ---- picolibc 1.8's fgets() drops a last line that has no newline.

char* fgets(char* restrict text, int size, FILE* restrict stream) {
  if (size <= 0) return NULL;
  int used = 0;
  while (used < size - 1) {
    const int c = getc(stream);
    if (c == EOF) {
      if (used == 0 || ferror(stream)) return NULL;
      break;
    }
    text[used++] = (char)c;
    if (c == '\n') break;
  }
  text[used] = '\0';
  return text;
}

// ---- Input: the current item.

static char input[HOST_READ_BYTES] __attribute__((aligned(4)));
static size_t input_next;
static size_t input_end;

static int get_byte(FILE* file) {
  (void)file;
  if (input_next == input_end) {
    input_next = 0;
    input_end = host_read(input);
    if (input_end == 0) return _FDEV_EOF;
  }
  return (unsigned char)input[input_next++];
}

void zkguest_next_input(void) {
  host_next_input();
  input_next = input_end = 0;
  clearerr(stdin);
}

static FILE input_stream = FDEV_SETUP_STREAM(NULL, get_byte, NULL, _FDEV_SETUP_READ);
static FILE output_stream = FDEV_SETUP_STREAM(put_byte, NULL, flush_stream, _FDEV_SETUP_WRITE);
FILE* const stdin = &input_stream;
FILE* const stdout = &output_stream;
FILE* const stderr = &output_stream;

void zkguest_reveal(unsigned index, uint32_t value) {
  if (index >= 8) {
    printf("zkguest_reveal: there are 8 public values, no index %u\n", index);
    abort();
  }
  host_reveal(index, value);
}

// ---- Memory: the heap grows from the end of the program.

void* sbrk(ptrdiff_t increment) {
  extern char __heap_start[];
  static char* end = __heap_start;
  char* const before = end;
  const uintptr_t address = (uintptr_t)end + (uintptr_t)increment;
  const int wrapped = increment > 0 ? address < (uintptr_t)end : address < (uintptr_t)__heap_start;
  if (wrapped || !host_grow_heap((char*)address)) {
    errno = ENOMEM;
    return (void*)-1;
  }
  end = (char*)address;
  return before;
}

// ---- What a machine without files, processes and clocks answers.

ssize_t read(int file, void* to, size_t bytes) {
  size_t done = 0;
  if (file != 0) {
    errno = EBADF;
    return -1;
  }
  while (done < bytes) {
    const int byte = get_byte(stdin);
    if (byte < 0) break;
    ((char*)to)[done++] = (char)byte;
  }
  return (ssize_t)done;
}

ssize_t write(int file, const void* from, size_t bytes) {
  if (file != 1 && file != 2) {
    errno = EBADF;
    return -1;
  }
  for (size_t i = 0; i < bytes; ++i) put_byte(((const char*)from)[i], stdout);
  return (ssize_t)bytes;
}

static int refuse(int error) {
  errno = error;
  return -1;
}

int open(const char* path, int flags, ...) {
  (void)path;
  (void)flags;
  return refuse(ENOENT);
}

int close(int file) {
  (void)file;
  return refuse(EBADF);
}

off_t lseek(int file, off_t offset, int whence) {
  (void)file;
  (void)offset;
  (void)whence;
  return refuse(ESPIPE);
}

int fstat(int file, struct stat* status) {
  (void)file;
  (void)status;
  return refuse(EBADF);
}

int unlink(const char* path) {
  (void)path;
  return refuse(ENOENT);
}

int rename(const char* from, const char* to) {
  (void)from;
  (void)to;
  return refuse(ENOENT);
}

int isatty(int file) {
  (void)file;
  return 0;
}

int system(const char* command) {
  (void)command;
  return 0;  // there is no shell
}

int kill(pid_t process, int signal) {
  (void)process;
  (void)signal;
  return refuse(EINVAL);
}

pid_t getpid(void) { return 1; }

int gettimeofday(struct timeval* now, void* zone) {
  (void)zone;
  memset(now, 0, sizeof *now);
  return 0;
}

clock_t times(struct tms* spent) {
  memset(spent, 0, sizeof *spent);
  return 0;
}

_Noreturn void _exit(int code) {
  flush_output(1);
  host_exit(code);
}

// ---- From _start to main.

extern void __libc_init_array(void);
extern int main(int argc, char** argv);

_Noreturn void zkguest_start(void) {
  static char name[] = "guest";
  static char* arguments[] = {name, NULL};
  __libc_init_array();
  exit(main(1, arguments));
}
