package dev.nightshift.report;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.report.Symbol.Part;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A circuit as lines of text for a terminal: one line a wire, and one between two wires for what
 * joins them. Angles stand in the box, a measurement names its bit.
 *
 * <pre>
 * q[0] ─┤H├─●─┤M→0├─
 *           │
 * q[1] ─────⊕─┤M→1├─
 * </pre>
 */
public final class CircuitText {
  /** Below this a single gate may not fit. */
  private static final int NARROWEST = 40;

  private final int width;
  private final List<String> labels;
  private final int labelWidth;
  private final List<List<Symbol>> columns;

  private CircuitText(List<Symbol> symbols, List<String> labels, int width) {
    this.width = Math.max(NARROWEST, width);
    this.labels = labels;
    this.labelWidth = labels.stream().mapToInt(String::length).max().orElse(0);
    this.columns = Symbol.columns(symbols, labels.size(), false);
  }

  /**
   * The drawing, all wires.
   *
   * @param width letters a line, at least {@value #NARROWEST}; a wider circuit goes on below
   */
  public static String of(Circuit circuit, int width) {
    return new CircuitText(Symbol.all(circuit), Symbol.labels(circuit), width).draw();
  }

  /**
   * The drawing without idle wires, as suits a circuit that is as wide as its device.
   *
   * @param notes beside the label of a wire, which is drawn then even where it is idle
   * @param width letters a line, at least {@value #NARROWEST}
   */
  public static String ofBusyWires(Circuit circuit, Map<Integer, String> notes, int width) {
    List<Symbol> symbols = Symbol.all(circuit);
    TreeSet<Integer> busy = new TreeSet<>(notes.keySet());
    for (Symbol symbol : symbols) {
      // A barrier across the whole device makes no wire busy.
      if (!symbol.parts().contains(Part.BARRIER)) {
        busy.addAll(symbol.wires());
      }
    }
    Map<Integer, Integer> rows = new HashMap<>();
    busy.forEach(wire -> rows.put(wire, rows.size()));
    List<String> all = Symbol.labels(circuit);
    return new CircuitText(
            symbols.stream()
                .map(symbol -> busy(symbol, rows))
                .filter(symbol -> !symbol.wires().isEmpty())
                .toList(),
            busy.stream()
                .map(wire -> all.get(wire) + (notes.containsKey(wire) ? " " + notes.get(wire) : ""))
                .toList(),
            width)
        .draw();
  }

  private static Symbol busy(Symbol symbol, Map<Integer, Integer> rows) {
    List<Integer> wires = symbol.wires().stream().filter(rows::containsKey).map(rows::get).toList();
    return symbol.on(wires);
  }

  private String draw() {
    StringBuilder out = new StringBuilder();
    int next = 0;
    do {
      StringBuilder[] lines = new StringBuilder[Math.max(0, 2 * labels.size() - 1)];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = new StringBuilder(i % 2 == 0 ? pad(labels.get(i / 2)) + " ─" : pad("") + "  ");
      }
      int used = labelWidth + 2;
      int first = next;
      while (next < columns.size()) {
        String[] cells = cells(columns.get(next));
        int own = Arrays.stream(cells).mapToInt(String::length).max().orElse(0) + 1;
        if (next > first && used + own > width) {
          break;
        }
        for (int i = 0; i < lines.length; i++) {
          lines[i].append(centred(cells[i], own - 1, i % 2 == 0 ? '─' : ' '));
          lines[i].append(i % 2 == 0 ? '─' : ' ');
        }
        used += own;
        next++;
      }
      for (StringBuilder line : lines) {
        out.append(line.toString().stripTrailing()).append('\n');
      }
      if (next < columns.size()) {
        out.append('\n');
      }
    } while (next < columns.size());
    return out.toString();
  }

  private String pad(String label) {
    return label + " ".repeat(labelWidth - label.length());
  }

  private static String centred(String cell, int width, char fill) {
    int left = (width - cell.length()) / 2;
    String around = String.valueOf(fill);
    return around.repeat(left) + cell + around.repeat(width - cell.length() - left);
  }

  /** What a column shows on each line; empty where nothing stands. */
  private String[] cells(List<Symbol> column) {
    String[] cells = new String[Math.max(0, 2 * labels.size() - 1)];
    Arrays.fill(cells, "");
    for (Symbol symbol : column) {
      boolean isBarrier = symbol.parts().contains(Part.BARRIER);
      for (int line = 2 * symbol.top() + 1; line < 2 * symbol.bottom(); line++) {
        cells[line] = line % 2 == 0 ? (isBarrier ? "" : "┼") : isBarrier ? "░" : "│";
      }
      for (int i = 0; i < symbol.wires().size(); i++) {
        cells[2 * symbol.wires().get(i)] = sign(symbol, i);
      }
    }
    return cells;
  }

  private static String sign(Symbol symbol, int operand) {
    return switch (symbol.parts().get(operand)) {
      case CONTROL -> "●";
      case OPEN_CONTROL -> "○";
      case PLUS -> "⊕";
      case CROSS -> "╳";
      case BARRIER -> "░";
      case METER -> "┤M→" + symbol.bit() + "├";
      case BOX -> {
        String number = symbol.boxes().size() > 1 ? operand + ":" : "";
        String angles = symbol.angles().isEmpty() ? "" : "(" + symbol.angles() + ")";
        yield "┤" + number + symbol.label() + angles + "├";
      }
    };
  }
}
