package dev.nightshift.backend;

import dev.nightshift.job.Pub;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows of an estimator pub that ask for the same observables.
 *
 * @param elements of the result, row-major {@code [rows][observables]}
 * @param seed names the part among its pub's
 */
record BroadcastPart(int[] rows, int[] observables, int[] elements, int seed) {

  /** A broadcast pub as parts that each ask for all pairs of their rows and observables. */
  static List<BroadcastPart> of(Pub.Estimator pub) {
    Shape shape = pub.shape();
    if (pub.observables().elements().size() == 1 && shape.size() == pub.bindings().rows()) {
      int[] all = IntStream.range(0, shape.size()).toArray();
      return List.of(new BroadcastPart(all, new int[1], all, 0));
    }
    int[] rowOf = pub.bindings().shape().indicesIn(shape);
    int[] observableOf = pub.observables().shape().indicesIn(shape);
    int rows = pub.bindings().rows();
    List<List<Integer>> asked = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      asked.add(new ArrayList<>(1));
    }
    for (int element = 0; element < rowOf.length; element++) {
      asked.get(rowOf[element]).add(element);
    }
    Map<List<Integer>, List<Integer>> alike = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      List<Integer> wanted = asked.get(row).stream().map(element -> observableOf[element]).toList();
      if (!wanted.isEmpty()) {
        alike.computeIfAbsent(wanted, _ -> new ArrayList<>()).add(row);
      }
    }
    List<BroadcastPart> parts = new ArrayList<>();
    alike.forEach((observables, members) -> {
      int[] elements =
          members.stream().flatMap(row -> asked.get(row).stream()).mapToInt(e -> e).toArray();
      parts.add(
          new BroadcastPart(
              members.stream().mapToInt(row -> row).toArray(),
              observables.stream().mapToInt(o -> o).toArray(),
              elements,
              parts.size()));
    });
    return parts;
  }

  /** The part's rows of the pub's bindings. */
  Bindings rowsOf(Bindings bindings) {
    if (rows.length == bindings.rows()) {
      return bindings;
    }
    int columns = bindings.columns();
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(bindings.values(), rows[i] * columns, values, i * columns, columns);
    }
    return Bindings.of(bindings.parameters(), Shape.of(rows.length), values);
  }
}
