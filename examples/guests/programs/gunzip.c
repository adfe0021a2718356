// Decompresses a gzip file (RFC 1952, DEFLATE as in RFC 1951) from standard input and checks its CRC-32 and
// length. What a proof of this run says: I know a compressed file that unpacks to this text.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t bits;
static int bit_count;
static unsigned char* text;
static size_t text_used;
static size_t text_capacity;

static _Noreturn void fail(const char* what) {
  printf("gunzip: %s at output byte %lu\n", what, (unsigned long)text_used);
  exit(1);
}

static unsigned next_byte(void) {
  const int byte = getchar();
  if (byte < 0) fail("the input ends too early");
  return (unsigned)byte;
}

static unsigned take_bits(int count) {
  while (bit_count < count) {
    bits |= (uint32_t)next_byte() << bit_count;
    bit_count += 8;
  }
  const unsigned value = bits & ((1u << count) - 1);
  bits >>= count;
  bit_count -= count;
  return value;
}

static void put(unsigned char byte) {
  if (text_used == text_capacity) {
    text_capacity = text_capacity == 0 ? 4096 : 2 * text_capacity;
    text = realloc(text, text_capacity);
    if (text == NULL) fail("out of memory");
  }
  text[text_used++] = byte;
}

// A canonical Huffman code: how many codes of each length, and their symbols in order.
struct code {
  uint16_t count[16];
  uint16_t symbol[288];
};

static void make_code(struct code* code, const unsigned char* lengths, int symbols) {
  uint16_t next[16] = {0};
  for (int i = 0; i < 16; ++i) code->count[i] = 0;
  for (int i = 0; i < symbols; ++i) ++code->count[lengths[i]];
  code->count[0] = 0;
  int left = 1;
  for (int i = 1; i < 16; ++i) {
    left = 2 * left - code->count[i];
    if (left < 0) fail("a Huffman code has too many words");
    next[i] = (uint16_t)(next[i - 1] + code->count[i - 1]);
  }
  for (int i = 0; i < symbols; ++i) {
    if (lengths[i] != 0) code->symbol[next[lengths[i]]++] = (uint16_t)i;
  }
}

static int take_symbol(const struct code* code) {
  int word = 0;
  int first = 0;
  int index = 0;
  for (int length = 1; length < 16; ++length) {
    word |= (int)take_bits(1);
    const int count = code->count[length];
    if (word - first < count) return code->symbol[index + word - first];
    index += count;
    first = (first + count) << 1;
    word <<= 1;
  }
  fail("no such Huffman word");
}

static void take_block(const struct code* literals, const struct code* distances) {
  static const uint16_t length_base[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                         31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
  static const unsigned char length_bits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                              2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  static const uint16_t distance_base[] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                           33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                           1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
  for (;;) {
    const int symbol = take_symbol(literals);
    if (symbol < 256) {
      put((unsigned char)symbol);
      continue;
    }
    if (symbol == 256) return;
    if (symbol > 285) fail("no such length");
    const unsigned length = length_base[symbol - 257] + take_bits(length_bits[symbol - 257]);
    const int kind = take_symbol(distances);
    if (kind > 29) fail("no such distance");
    const size_t distance = distance_base[kind] + take_bits(kind < 4 ? 0 : kind / 2 - 1);
    if (distance > text_used) fail("a distance reaches before the start");
    for (unsigned i = 0; i < length; ++i) put(text[text_used - distance]);
  }
}

static void fixed_codes(struct code* literals, struct code* distances) {
  unsigned char lengths[288];
  for (int i = 0; i < 288; ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  make_code(literals, lengths, 288);
  for (int i = 0; i < 30; ++i) lengths[i] = 5;
  make_code(distances, lengths, 30);
}

static void read_codes(struct code* literals, struct code* distances) {
  static const unsigned char order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  const int literal_count = (int)take_bits(5) + 257;
  const int distance_count = (int)take_bits(5) + 1;
  const int order_count = (int)take_bits(4) + 4;
  if (literal_count > 286 || distance_count > 30) fail("too many symbols");
  unsigned char lengths[286 + 30] = {0};
  for (int i = 0; i < order_count; ++i) lengths[order[i]] = (unsigned char)take_bits(3);
  make_code(literals, lengths, 19);
  for (int i = 0; i < literal_count + distance_count;) {
    const int symbol = take_symbol(literals);
    if (symbol < 16) {
      lengths[i++] = (unsigned char)symbol;
      continue;
    }
    if (symbol == 16 && i == 0) fail("nothing to repeat");
    const unsigned char value = symbol == 16 ? lengths[i - 1] : 0;
    int repeat = symbol == 16   ? 3 + (int)take_bits(2)
                 : symbol == 17 ? 3 + (int)take_bits(3)
                                : 11 + (int)take_bits(7);
    if (i + repeat > literal_count + distance_count) fail("too many lengths");
    while (repeat-- > 0) lengths[i++] = value;
  }
  make_code(distances, lengths + literal_count, distance_count);
  make_code(literals, lengths, literal_count);
}

static void inflate(void) {
  static struct code literals;
  static struct code distances;
  unsigned last;
  do {
    last = take_bits(1);
    const unsigned kind = take_bits(2);
    if (kind == 0) {
      bits = 0;
      bit_count = 0;
      const unsigned length = next_byte() | next_byte() << 8;
      if ((next_byte() | next_byte() << 8) != (length ^ 0xffff)) fail("a stored block's length is wrong");
      for (unsigned i = 0; i < length; ++i) put((unsigned char)next_byte());
    } else if (kind == 3) {
      fail("no such block");
    } else {
      if (kind == 1) {
        fixed_codes(&literals, &distances);
      } else {
        read_codes(&literals, &distances);
      }
      take_block(&literals, &distances);
    }
  } while (!last);
}

static void skip_header(void) {
  if (next_byte() != 0x1f || next_byte() != 0x8b || next_byte() != 8) fail("this is not a gzip file");
  const unsigned flags = next_byte();
  for (int i = 0; i < 6; ++i) next_byte();
  if (flags & 4) {
    for (unsigned extra = next_byte() | next_byte() << 8; extra > 0; --extra) next_byte();
  }
  for (unsigned flag = 8; flag <= 16; flag *= 2) {
    while ((flags & flag) && next_byte() != 0) continue;
  }
  if (flags & 2) next_byte(), next_byte();
}

static uint32_t crc32_of_text(void) {
  uint32_t table[256];
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0xedb88320 : 0);
    table[i] = value;
  }
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < text_used; ++i) crc = crc >> 8 ^ table[(crc ^ text[i]) & 255];
  return ~crc;
}

static uint32_t take_word(void) {
  uint32_t word = 0;
  for (int i = 0; i < 4; ++i) word |= (uint32_t)next_byte() << (8 * i);
  return word;
}

int main(void) {
  skip_header();
  inflate();
  if (take_word() != crc32_of_text()) fail("the CRC-32 differs");
  if (take_word() != text_used) fail("the length differs");
  fwrite(text, 1, text_used, stdout);
  return 0;
}
