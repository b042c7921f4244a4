package dev.nightshift.value;

import java.util.ArrayList;
import java.util.List;

/**
 * Extents of an array from the outermost axis, row-major; the empty shape is one scalar.
 *
 * @param extents each at least 0
 */
public record Shape(List<Integer> extents) {
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    extents = List.copyOf(extents);
    for (int extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException("shape " + extents + " has a negative extent");
      }
    }
  }

  public static Shape of(int... extents) {
    List<Integer> list = new ArrayList<>(extents.length);
    for (int extent : extents) {
      list.add(extent);
    }
    return new Shape(list);
  }

  public int rank() {
    return extents.size();
  }

  /** Number of elements; 1 for the scalar. */
  public int size() {
    int size = 1;
    for (int extent : extents) {
      size = Math.multiplyExact(size, extent);
    }
    return size;
  }

  /** NumPy's broadcast of two shapes, or null where they do not fit. */
  public static @org.jspecify.annotations.Nullable Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    Integer[] extents = new Integer[rank];
    for (int i = 1; i <= rank; i++) {
      int x = i <= a.rank() ? a.extents.get(a.rank() - i) : 1;
      int y = i <= b.rank() ? b.extents.get(b.rank() - i) : 1;
      if (x != y && x != 1 && y != 1) {
        return null;
      }
      extents[rank - i] = x == 1 ? y : x;
    }
    return new Shape(List.of(extents));
  }

  /**
   * Where each element of a broadcast array comes from.
   *
   * @param wide a shape that this one broadcasts to
   * @return for every flat index of {@code wide} the flat index in an array of this shape
   */
  public int[] indicesIn(Shape wide) {
    int[] result = new int[wide.size()];
    for (int flat = 0; flat < result.length; flat++) {
      int rest = flat;
      int index = 0;
      int stride = 1;
      for (int i = 1; i <= wide.rank(); i++) {
        int extent = wide.extents.get(wide.rank() - i);
        int position = rest % extent;
        rest /= extent;
        if (i <= rank()) {
          int own = extents.get(rank() - i);
          index += (own == 1 ? 0 : position) * stride;
          stride *= own;
        }
      }
      result[flat] = index;
    }
    return result;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < extents.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(extents.get(i));
    }
    return text.append(extents.size() == 1 ? ",)" : ")").toString();
  }
}
