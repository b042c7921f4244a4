package dev.nightshift.wire;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arrays as Qiskit's {@code ndarray} values hold them: the Base64 of the zlib stream of a NumPy
 * file, version 1.0.
 *
 * <pre>
 * offset  0  \x93 N U M P Y        magic
 *         6  01 00                 version
 *         8  76 00                 length of the header, little-endian
 *        10  {'descr': '&lt;f8', 'fortran_order': False, 'shape': (1, 2), }   padded with blanks
 *       127  \n
 *       128  data, row-major
 * </pre>
 *
 * <p>Where most numbers stand below an equal one, as in the rows of a parameter shift, we deflate:
 * that is a tenth of the bytes and quicker to send, even on a loopback. Other angles do not
 * compress, and are written as stored blocks. We read any zlib stream, up to a length.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's
 *     format</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1950">RFC 1950</a> and 1951 for the stored blocks
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MIN_HEADER = 128;
  private static final int MAX_RANK = 32;

  /** So many numbers are looked at before it is decided how to write them. */
  private static final int LOOKED_AT = 2048;

  /** Fewer numbers are not worth a compressor. */
  private static final int DEFLATED_FROM = 64;

  /** Longest part of a wrong header in a message. */
  private static final int LONGEST_SHOWN = 100;

  private static final Pattern DICTIONARY =
      Pattern.compile(
          "\\{'descr': '([<>|=]?)([a-z])(\\d{1,2})', 'fortran_order': (True|False), "
              + "'shape': \\(([0-9, ]*)\\),? *\\}\\s*");

  /** An array read: numbers as doubles, or bytes where the file holds bytes. */
  public sealed interface Array {
    Shape shape();

    /** The values as doubles. */
    double[] toDoubles();
  }

  /** Numbers, row-major. */
  public record Doubles(Shape shape, double[] values) implements Array {
    @Override
    public double[] toDoubles() {
      return values;
    }
  }

  /** Unsigned bytes, row-major. */
  public record Bytes(Shape shape, byte[] values) implements Array {
    @Override
    public double[] toDoubles() {
      double[] doubles = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        doubles[i] = values[i] & 0xff;
      }
      return doubles;
    }
  }

  private Npy() {}

  /** The Base64 text of an array of doubles, ASCII. */
  public static byte[] encode(Shape shape, double[] values) {
    if (repeats(shape, values)) {
      return Base64.getEncoder().encode(WordDeflater.deflate(header("<f8", shape, 0), values));
    }
    int size = Math.multiplyExact(values.length, Double.BYTES);
    byte[] file = header("<f8", shape, size);
    ByteBuffer.wrap(file, file.length - size, size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .put(values);
    return Base64.getEncoder().encode(Zlib.stored(file));
  }

  /**
   * About how long the text of an array becomes, for a buffer that need not grow: a number that is
   * deflated takes less than a byte, any other 8, and 4/3 in Base64.
   */
  public static long expectedLength(Shape shape, double[] values) {
    return 2 * MIN_HEADER + (repeats(shape, values) ? 1L : 11L) * values.length;
  }

  /**
   * Whether at least half of the first numbers equal the one above; in a single row, the one
   * before.
   */
  private static boolean repeats(Shape shape, double[] values) {
    int last = shape.rank() == 0 ? 1 : shape.extents().getLast();
    int columns = last == values.length ? 1 : last;
    int end = Math.min(values.length, columns + LOOKED_AT);
    if (end - columns < DEFLATED_FROM) {
      return false;
    }
    int equal = 0;
    for (int i = columns; i < end; i++) {
      if (values[i] == values[i - columns]) {
        equal++;
      }
    }
    return 2 * equal >= end - columns;
  }

  /** The Base64 text of an array of unsigned bytes, ASCII. */
  public static byte[] encode(Shape shape, byte[] values) {
    byte[] file = header("|u1", shape, values.length);
    System.arraycopy(values, 0, file, file.length - values.length, values.length);
    return Base64.getEncoder().encode(Zlib.stored(file));
  }

  /**
   * Reads an array.
   *
   * @param base64 ASCII, without line breaks
   * @param maxBytes the longest file accepted once inflated, bytes
   * @throws NightshiftException MESSAGE_MALFORMED when it is no such array, JOB_TOO_LARGE when it
   *     inflates beyond the limit
   */
  public static Array decode(byte[] base64, long maxBytes) {
    return parse(inflated(base64, maxBytes), false);
  }

  /**
   * Reads an array of complex or real numbers.
   *
   * @return with one more axis at the end, of extent 2: re and im
   * @throws NightshiftException as {@link #decode}
   */
  public static Doubles decodeComplex(byte[] base64, long maxBytes) {
    ByteBuffer file = inflated(base64, maxBytes);
    Array array = parse(file, true);
    if (array instanceof Doubles doubles && isComplex(file)) {
      return doubles;
    }
    double[] re = array.toDoubles();
    double[] pairs = new double[2 * re.length];
    for (int i = 0; i < re.length; i++) {
      pairs[2 * i] = re[i];
    }
    return new Doubles(withPairs(array.shape()), pairs);
  }

  private static ByteBuffer inflated(byte[] base64, long maxBytes) {
    byte[] stream;
    try {
      stream = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new NightshiftException(
          ErrorCode.MESSAGE_MALFORMED, "an ndarray is not Base64: " + e.getMessage(), e);
    }
    return Zlib.inflated(stream, maxBytes, "an ndarray");
  }

  /**
   * Reads a NumPy file that is neither packed nor text. Complex numbers are read too: the array
   * gets a last axis of extent 2, re and im.
   *
   * @throws NightshiftException MESSAGE_MALFORMED when it is no such file
   */
  public static Array read(byte[] file) {
    return parse(ByteBuffer.wrap(file), true);
  }

  /** A file's header with room behind it. */
  private static byte[] header(String dtype, Shape shape, int room) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(dtype, shape);
    int header = (MAGIC.length + 4 + dictionary.length() + 1 + 63) / 64 * 64;
    header = Math.max(header, MIN_HEADER);
    byte[] file = new byte[Math.addExact(header, room)];
    System.arraycopy(MAGIC, 0, file, 0, MAGIC.length);
    file[6] = 1;
    int length = header - 10;
    file[8] = (byte) length;
    file[9] = (byte) (length >> 8);
    Arrays.fill(file, 10, header - 1, (byte) ' ');
    byte[] text = dictionary.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, file, 10, text.length);
    file[header - 1] = '\n';
    return file;
  }

  /**
   * @param file from the start of its array up to its limit
   */
  private static Array parse(ByteBuffer file, boolean complex) {
    int end = file.limit();
    if (end < 10 || !Arrays.equals(file.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw malformed("it does not start with NumPy's magic bytes");
    }
    // Version 1 has a length of 2 bytes, 2 and 3 of 4.
    int start = file.get(6) == 1 ? 10 : 12;
    ByteBuffer buffer = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int length = start == 10 || end < 12 ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
    if (length < 0 || length > end - start) {
      throw malformed("its header is cut off");
    }
    Header header = header(new String(file.array(), start, length, StandardCharsets.ISO_8859_1));
    Shape shape = header.shape();
    boolean fortran = header.fortran();
    ByteBuffer data = buffer.slice(start + length, end - start - length).order(header.order());
    String dtype = header.dtype();
    int width = header.width();
    if ((long) sizeOf(shape) * width != data.remaining()) {
      throw malformed(
          "%d bytes of data do not fill shape %s of %s".formatted(data.remaining(), shape, dtype));
    }
    if (dtype.equals("u1") || dtype.equals("b1")) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      return new Bytes(shape, fortran ? rowMajor(shape, bytes) : bytes);
    }
    if (complex && dtype.equals("c16")) {
      return complexes(shape, fortran, data);
    }
    double[] values = new double[sizeOf(shape)];
    switch (dtype) {
      case "f8" -> data.asDoubleBuffer().get(values);
      case "f4" -> fill(values, data, 4, (from, at) -> from.getFloat(at));
      case "i8" -> fill(values, data, 8, (from, at) -> from.getLong(at));
      case "i4" -> fill(values, data, 4, (from, at) -> from.getInt(at));
      case "i2" -> fill(values, data, 2, (from, at) -> from.getShort(at));
      case "i1" -> fill(values, data, 1, (from, at) -> from.get(at));
      default -> throw malformed("its dtype is " + dtype + "; use f8, f4, i8, i4, i2, i1 or u1");
    }
    return new Doubles(shape, fortran ? rowMajor(shape, values) : values);
  }

  /**
   * @param width bytes a number
   */
  private record Header(String dtype, int width, ByteOrder order, boolean fortran, Shape shape) {}

  private static final String USUAL_DOUBLES = "{'descr': '<f8', 'fortran_order': False, 'shape': (";

  private static Header header(String text) {
    // What we write ourselves, and Qiskit for parameters, thousands of times in a training run.
    if (text.startsWith(USUAL_DOUBLES)) {
      int end = text.indexOf(')', USUAL_DOUBLES.length());
      if (end > 0 && text.substring(end).strip().equals("), }")) {
        return new Header(
            "f8",
            8,
            ByteOrder.LITTLE_ENDIAN,
            false,
            shape(text.substring(USUAL_DOUBLES.length(), end)));
      }
    }
    Matcher matcher = DICTIONARY.matcher(text);
    if (!matcher.matches()) {
      String shown = text.strip().replaceAll("[\\p{Cntrl}\\x80-\\x9f]", "?");
      throw malformed(
          "its header is " + shown.substring(0, Math.min(shown.length(), LONGEST_SHOWN)));
    }
    return new Header(
        matcher.group(2) + matcher.group(3),
        Integer.parseInt(matcher.group(3)),
        ">".equals(matcher.group(1)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        "True".equals(matcher.group(4)),
        shape(matcher.group(5)));
  }

  private static Doubles complexes(Shape shape, boolean fortran, ByteBuffer data) {
    double[] pairs = new double[data.remaining() / Double.BYTES];
    data.asDoubleBuffer().get(pairs);
    double[] values = pairs;
    if (fortran) {
      int[] from = fortranIndices(shape);
      values = new double[pairs.length];
      for (int i = 0; i < from.length; i++) {
        values[2 * i] = pairs[2 * from[i]];
        values[2 * i + 1] = pairs[2 * from[i] + 1];
      }
    }
    return new Doubles(withPairs(shape), values);
  }

  private static Shape withPairs(Shape shape) {
    List<Integer> extents = new ArrayList<>(shape.extents());
    extents.add(2);
    return new Shape(extents);
  }

  /** Whether a file that can be read holds complex numbers. */
  private static boolean isComplex(ByteBuffer file) {
    int longest = Math.min(file.limit(), MIN_HEADER);
    return new String(file.array(), 0, longest, StandardCharsets.ISO_8859_1).contains("c16'");
  }

  private interface Element {
    double at(ByteBuffer data, int offset);
  }

  private static void fill(double[] values, ByteBuffer data, int width, Element element) {
    for (int i = 0; i < values.length; i++) {
      values[i] = element.at(data, i * width);
    }
  }

  private static Shape shape(String text) {
    List<Integer> extents = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int comma = text.indexOf(',', from);
      int to = comma < 0 ? text.length() : comma;
      String extent = text.substring(from, to).strip();
      if (!extent.isEmpty()) {
        extents.add(extent(extent));
      }
      from = to + 1;
    }
    if (extents.size() > MAX_RANK) {
      throw malformed("it has %d axes; at most %d are read".formatted(extents.size(), MAX_RANK));
    }
    return new Shape(extents);
  }

  private static int extent(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw malformed("its shape has the extent '" + text + "'");
    }
  }

  private static int sizeOf(Shape shape) {
    try {
      return shape.size();
    } catch (ArithmeticException e) {
      throw malformed("its shape " + shape + " is too large");
    }
  }

  /** For every row-major index the index in a file whose first axis runs fastest. */
  private static int[] fortranIndices(Shape shape) {
    int[] from = new int[shape.size()];
    for (int flat = 0; flat < from.length; flat++) {
      int rest = flat;
      int stride = from.length;
      int index = 0;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        int extent = shape.extents().get(axis);
        stride /= extent;
        index += rest % extent * stride;
        rest /= extent;
      }
      from[flat] = index;
    }
    return from;
  }

  private static double[] rowMajor(Shape shape, double[] values) {
    int[] from = fortranIndices(shape);
    double[] sorted = new double[values.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = values[from[i]];
    }
    return sorted;
  }

  private static byte[] rowMajor(Shape shape, byte[] values) {
    int[] from = fortranIndices(shape);
    byte[] sorted = new byte[values.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = values[from[i]];
    }
    return sorted;
  }

  private static NightshiftException malformed(String what) {
    return new NightshiftException(
        ErrorCode.MESSAGE_MALFORMED, "an ndarray is no NumPy file of version 1: " + what);
  }
}
