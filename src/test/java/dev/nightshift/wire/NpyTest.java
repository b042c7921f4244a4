package dev.nightshift.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class NpyTest {
  private static final long MIB = 1 << 20;

  @Test
  void readsAScalarThatNumPyWrote() {
    Npy.Array array =
        Npy.decode(
            ascii(
                "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+Rqa"
                    + "Ogq1ChQBLgYweGAPAClVHF4="),
            MIB);

    assertThat(array.shape()).isEqualTo(Shape.SCALAR);
    assertThat(array.toDoubles()).containsExactly(0.5);
  }

  @Test
  void readsBytesThatNumPyWrote() {
    Npy.Array array =
        Npy.decode(
            ascii(
                "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpG"
                    + "OgqGmjoKtQpkAy4GZgCtGxu5"),
            MIB);

    assertThat(array).isInstanceOf(Npy.Bytes.class);
    assertThat(array.shape()).isEqualTo(Shape.of(2, 1));
    assertThat(((Npy.Bytes) array).values()).containsExactly(0, 3);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    double[] values = {0, -0.0, Math.PI, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE};

    Npy.Array array = Npy.decode(Npy.encode(Shape.of(3, 1, 2), values), MIB);

    assertThat(array.shape()).isEqualTo(Shape.of(3, 1, 2));
    assertThat(array.toDoubles()).containsExactly(values);
  }

  @Test
  void arraysLongerThanAStoredBlockAreReadBack() {
    double[] values = new double[20_000];
    Arrays.setAll(values, i -> Math.sin(i));

    Npy.Array array = Npy.decode(Npy.encode(Shape.of(20_000), values), MIB);

    assertThat(array.toDoubles()).containsExactly(values);
  }

  @Test
  void rowsThatDifferInFewNumbersTakeATenthOfTheirBytes() {
    double[] values = new double[200 * 16];
    Arrays.setAll(values, i -> Math.sin(i % 16) + (i % 16 == i / 16 % 16 ? Math.PI / 2 : 0));

    byte[] text = Npy.encode(Shape.of(200, 16), values);

    assertThat(text.length).isLessThan(values.length * Double.BYTES / 10);
    Npy.Array array = Npy.decode(text, MIB);
    assertThat(array.shape()).isEqualTo(Shape.of(200, 16));
    assertThat(array.toDoubles()).containsExactly(values);
  }

  @Test
  void oneRowOfEqualNumbersIsDeflatedToo() {
    double[] zeros = new double[1000];

    byte[] text = Npy.encode(Shape.of(1, 1000), zeros);

    assertThat(text.length).isLessThan(400);
    assertThat(Npy.decode(text, MIB).toDoubles()).containsExactly(zeros);
  }

  @Test
  void numbersWithoutRepetitionAreStoredAndGrowByAThirdOnly() {
    double[] values = new double[200 * 16];
    Arrays.setAll(values, i -> Math.sin(i));

    byte[] text = Npy.encode(Shape.of(200, 16), values);

    // Base64 of the file, of two bytes of zlib's, five of the block's and four of the sum's.
    assertThat(text.length).isEqualTo((values.length * Double.BYTES + 128 + 11 + 2) / 3 * 4);
    assertThat(Npy.decode(text, MIB).toDoubles()).containsExactly(values);
  }

  @Test
  void theHeaderIsThatOfNumPy() throws IOException {
    byte[] stream = Base64.getDecoder().decode(Npy.encode(Shape.of(1, 2), new double[] {1, 2}));
    byte[] file =
        new java.util.zip.InflaterInputStream(new java.io.ByteArrayInputStream(stream))
            .readAllBytes();

    assertThat(file).hasSize(128 + 16);
    assertThat(Arrays.copyOf(file, 10))
        .containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 0x76, 0);
    assertThat(new String(file, 10, 118, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), } ")
        .endsWith(" \n");
  }

  @Test
  void columnMajorFilesAreReadRowMajor() {
    // [[0, 1, 2], [3, 4, 5]] with the first axis running fastest.
    byte[] file = file("<i4", "True", "(2, 3)", 24);
    ByteBuffer data = ByteBuffer.wrap(file, 128, 24).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : new int[] {0, 3, 1, 4, 2, 5}) {
      data.putInt(value);
    }

    assertThat(Npy.decode(base64(file), MIB).toDoubles()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void otherNumberTypesBecomeDoubles() {
    byte[] bigEndian = file(">f4", "False", "(1,)", 4);
    ByteBuffer.wrap(bigEndian).putFloat(128, 1.5f);
    byte[] longs = file("<i8", "False", "(1,)", 8);
    ByteBuffer.wrap(longs).order(ByteOrder.LITTLE_ENDIAN).putLong(128, -7);

    assertThat(Npy.decode(base64(bigEndian), MIB).toDoubles()).containsExactly(1.5);
    assertThat(Npy.decode(base64(longs), MIB).toDoubles()).containsExactly(-7);
  }

  @Test
  void anEmptyArrayOfAnyShapeIsRead() {
    assertThat(Npy.decode(base64(file("<f8", "False", "(0,)", 0)), MIB).shape())
        .isEqualTo(Shape.of(0));
    assertThat(Npy.decode(base64(file("<f8", "True", "(5, 0)", 0)), MIB).shape())
        .isEqualTo(Shape.of(5, 0));
  }

  @Test
  void givenAZlibBomb_whenRead_thenItStopsAtTheLimit() {
    byte[] bomb = file("<f8", "False", "(8000000,)", 64_000_000);

    assertThatThrownBy(() -> Npy.decode(base64(bomb), MIB))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_TOO_LARGE))
        .hasMessage("an ndarray inflates to more than 1048576 bytes; send less");
  }

  @Test
  void whatIsNoArrayIsRefusedWithAReason() {
    byte[] good = Npy.encode(Shape.of(2), new double[] {1, 2});

    assertRefused(ascii("%%%"), "not Base64");
    assertRefused(ascii("AAAA"), "not a zlib stream");
    assertRefused(Arrays.copyOf(good, good.length / 8 * 4), "ends too early");
    assertRefused(base64(new byte[200]), "magic bytes");
    assertRefused(base64(Arrays.copyOf(file("<f8", "False", "(1,)", 8), 60)), "cut off");
    assertRefused(base64(file("<f8", "False", "(3,)", 8)), "do not fill shape (3,) of f8");
    assertRefused(base64(file("<f8", "False", "(99999999999,)", 8)), "extent '99999999999'");
    assertRefused(base64(file("<f8", "False", "(65536, 65536)", 8)), "too large");
    assertRefused(base64(file("<c16", "False", "(1,)", 16)), "dtype is c16");
    assertRefused(base64(file("|O", "False", "(1,)", 8)), "its header is");
  }

  /** [[1+2i, 3-4i], [0.5i, -6]] as NumPy 2 saves it: rows first, columns first and big-endian. */
  @Test
  void givenComplexNumbers_thenTheyHaveAnAxisOfPairs() {
    for (String text :
        new String[] {
          "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBuk2xopq6joJ6WX1RSlJgXn1+UkgqScEvMKU4FihdnJBakAvkaRjoKRpo6"
              + "CrUK5AIuBjD4YA+hGRwgFAeUFjjAgAIeQNVJwMUBxtsf+Q==",
          "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBul2xopq6joJ6WX1RSlJgXn1+UkgqSCCkqTQUKF2ckFqQCuRpGOgpGmjoK"
              + "tQpkAy77Dwxg4MCACuwfQMU5IPQBASgtgaoOAM7MH9A="
        }) {
      Npy.Doubles array = Npy.decodeComplex(ascii(text), MIB);

      assertThat(array.shape()).isEqualTo(Shape.of(2, 2, 2));
      assertThat(array.values()).containsExactly(1, 2, 3, -4, 0, 0.5, -6, 0);
    }
    Npy.Doubles real = Npy.decodeComplex(Npy.encode(Shape.of(2), new double[] {5, 7}), MIB);
    assertThat(real.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(real.values()).containsExactly(5, 0, 7, 0);
  }

  private static void assertRefused(byte[] text, String reason) {
    assertThatThrownBy(() -> Npy.decode(text, MIB))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED))
        .hasMessageContaining(reason);
  }

  private static byte[] file(String dtype, String fortran, String shape, int dataBytes) {
    byte[] file = new byte[128 + dataBytes];
    Arrays.fill(file, 0, 127, (byte) ' ');
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 0x76, 0};
    System.arraycopy(start, 0, file, 0, 10);
    byte[] text =
        ascii(
            "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }".formatted(dtype, fortran, shape));
    System.arraycopy(text, 0, file, 10, text.length);
    file[127] = '\n';
    return file;
  }

  private static byte[] base64(byte[] file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Base64.getEncoder().encode(out.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
