package dev.nightshift.report;

import static dev.nightshift.report.Markup.escape;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.report.Symbol.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A circuit as SVG: wires, boxes, controls, angles. Classical bits share one double wire below; a
 * measurement points at it and names its bit.
 *
 * <p>Colours are the CSS variables {@code --ink}, {@code --muted}, {@code --paper}, {@code
 * --accent} of the page, with fall-backs; every symbol has a tooltip with its full text.
 */
public final class CircuitDrawing {
  private static final int WIRE_GAP = 46;
  private static final int BOX_HEIGHT = 32;
  private static final int COLUMN_GAP = 12;
  private static final int MARGIN = 14;
  private static final double LETTER = 7.2;
  private static final double SMALL_LETTER = 5.6;

  private final Circuit circuit;
  private final int width;
  private final List<String> labels;
  private final int labelWidth;
  private final StringBuilder out = new StringBuilder();

  private CircuitDrawing(Circuit circuit, int width) {
    this.circuit = circuit;
    this.width = width;
    this.labels = Symbol.labels(circuit);
    int longest = labels.stream().mapToInt(String::length).max().orElse(1);
    labelWidth = (int) (longest * LETTER) + 12;
  }

  /**
   * The drawing.
   *
   * @param width of a line in pixels, at least 200; a wider circuit goes on in the next line
   * @return one {@code svg} element
   */
  public static String svg(Circuit circuit, int width) {
    return new CircuitDrawing(circuit, Math.max(200, width)).draw();
  }

  private String draw() {
    List<List<List<Symbol>>> lines = fold();
    boolean classical = circuit.bits() > 0;
    int rows = circuit.qubits() + (classical ? 1 : 0);
    int lineHeight = rows * WIRE_GAP + MARGIN;
    int used =
        lines.stream().mapToInt(line -> lineWidth(line)).max().orElse(0) + labelWidth + 2 * MARGIN;
    int height = Math.max(1, lines.size()) * lineHeight + MARGIN;
    add(
        "<svg class=\"circuit\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\""
            + " height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"ui-monospace, Menlo, Consolas,"
            + " monospace\">",
        used, height, used, height);
    add(
        "<title>%s</title>",
        escape(
            "Circuit of %d qubits, depth %d, %d instructions, %d parameters"
                .formatted(
                    circuit.qubits(),
                    circuit.depth(),
                    circuit.instructions().size(),
                    circuit.parameters().size())));
    for (int i = 0; i < Math.max(1, lines.size()); i++) {
      line(lines.isEmpty() ? List.of() : lines.get(i), MARGIN + i * lineHeight, used, classical);
    }
    add("</svg>");
    return out.toString();
  }

  private void line(List<List<Symbol>> line, int top, int used, boolean classical) {
    for (int qubit = 0; qubit < circuit.qubits(); qubit++) {
      int y = top + qubit * WIRE_GAP + WIRE_GAP / 2;
      text(MARGIN + labelWidth - 8, y + 4, 12, "end", "var(--muted,#666)", labels.get(qubit));
      wire(y, used);
    }
    int bits = top + circuit.qubits() * WIRE_GAP + WIRE_GAP / 2;
    if (classical) {
      text(MARGIN + labelWidth - 8, bits + 4, 12, "end", "var(--muted,#666)", "bits");
      wire(bits - 2, used);
      wire(bits + 2, used);
    }
    int x = MARGIN + labelWidth;
    for (List<Symbol> column : line) {
      int columnWidth = columnWidth(column);
      for (Symbol symbol : column) {
        symbol(symbol, x + columnWidth / 2, top, bits);
      }
      x += columnWidth + COLUMN_GAP;
    }
  }

  private void wire(int y, int used) {
    add(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"var(--muted,#666)\""
            + " stroke-width=\"1\"/>",
        MARGIN + labelWidth, y, used - MARGIN, y);
  }

  private void symbol(Symbol symbol, int x, int top, int bits) {
    add("<g><title>%s</title>", escape(symbol.title()));
    int from = y(top, symbol.top());
    int to = y(top, symbol.bottom());
    if (symbol.parts().contains(Part.BARRIER)) {
      add(
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"var(--muted,#666)\""
              + " stroke-width=\"2\" stroke-dasharray=\"4 4\"/></g>",
          x, from - WIRE_GAP / 2 + 4, x, to + WIRE_GAP / 2 - 4);
      return;
    }
    if (from != to) {
      add(
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"var(--accent,#2563a8)\""
              + " stroke-width=\"2\"/>",
          x, from, x, to);
    }
    if (symbol.bit() >= 0) {
      arrow(x, to, bits, symbol.bit());
    }
    box(symbol, x, top);
    for (int i = 0; i < symbol.wires().size(); i++) {
      int y = y(top, symbol.wires().get(i));
      switch (symbol.parts().get(i)) {
        case CONTROL -> dot(x, y, "var(--accent,#2563a8)");
        case OPEN_CONTROL -> dot(x, y, "var(--paper,#fff)");
        case PLUS -> plus(x, y);
        case CROSS -> cross(x, y);
        case BOX, METER, BARRIER -> {}
      }
    }
    add("</g>");
  }

  private void box(Symbol symbol, int x, int top) {
    List<Integer> boxes = symbol.boxes();
    if (boxes.isEmpty()) {
      return;
    }
    int first = y(top, Collections.min(boxes)) - BOX_HEIGHT / 2;
    int last = y(top, Collections.max(boxes)) + BOX_HEIGHT / 2;
    int boxWidth = width(symbol);
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"var(--paper,#fff)\""
            + " stroke=\"var(--accent,#2563a8)\" stroke-width=\"1.5\"/>",
        x - boxWidth / 2, first, boxWidth, last - first);
    int middle = (first + last) / 2;
    int shift = boxes.size() > 1 ? 5 : 0;
    if (symbol.angles().isEmpty()) {
      text(x + shift, middle + 4, 12, "middle", "var(--ink,#1a1a1a)", symbol.label());
    } else {
      text(x + shift, middle - 2, 12, "middle", "var(--ink,#1a1a1a)", symbol.label());
      text(x + shift, middle + 10, 9, "middle", "var(--muted,#666)", symbol.angles());
    }
    if (boxes.size() > 1) {
      for (int i = 0; i < symbol.wires().size(); i++) {
        if (symbol.parts().get(i) == Part.BOX) {
          int y = y(top, symbol.wires().get(i)) + 3;
          text(x - boxWidth / 2 + 4, y, 9, "start", "var(--muted,#666)", "" + i);
        }
      }
    }
  }

  private void arrow(int x, int from, int bits, int bit) {
    for (int side : new int[] {-2, 2}) {
      add(
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"var(--muted,#666)\""
              + " stroke-width=\"1\"/>",
          x + side, from, x + side, bits - 8);
    }
    add("<path d=\"M%d %d h12 l-6 8 z\" fill=\"var(--muted,#666)\"/>", x - 6, bits - 10);
    text(x, bits + 16, 9, "middle", "var(--muted,#666)", "" + bit);
  }

  private void dot(int x, int y, String fill) {
    add(
        "<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"%s\" stroke=\"var(--accent,#2563a8)\""
            + " stroke-width=\"2\"/>",
        x, y, fill);
  }

  private void plus(int x, int y) {
    add(
        "<circle cx=\"%d\" cy=\"%d\" r=\"11\" fill=\"var(--paper,#fff)\""
            + " stroke=\"var(--accent,#2563a8)\" stroke-width=\"2\"/>",
        x, y);
    add(
        "<path d=\"M%d %d h22 M%d %d v22\" stroke=\"var(--accent,#2563a8)\" stroke-width=\"2\"/>",
        x - 11, y, x, y - 11);
  }

  private void cross(int x, int y) {
    add(
        "<path d=\"M%d %d l12 12 m0 -12 l-12 12\" stroke=\"var(--accent,#2563a8)\""
            + " stroke-width=\"2\"/>",
        x - 6, y - 6);
  }

  private void text(int x, int y, int size, String anchor, String fill, String text) {
    add(
        "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x, y, size, anchor, fill, escape(text));
  }

  private void add(String format, Object... values) {
    out.append(Numbers.of(format, values)).append('\n');
  }

  private static int y(int top, int qubit) {
    return top + qubit * WIRE_GAP + WIRE_GAP / 2;
  }

  private List<List<List<Symbol>>> fold() {
    List<List<List<Symbol>>> lines = new ArrayList<>();
    int room = width - labelWidth - 2 * MARGIN;
    int used = 0;
    for (List<Symbol> column : Symbol.columns(Symbol.all(circuit), circuit.qubits(), true)) {
      int next = columnWidth(column) + COLUMN_GAP;
      if (lines.isEmpty() || used + next > room) {
        lines.add(new ArrayList<>());
        used = 0;
      }
      lines.getLast().add(column);
      used += next;
    }
    return lines;
  }

  private static int columnWidth(List<Symbol> column) {
    return column.stream().mapToInt(CircuitDrawing::width).max().orElse(0);
  }

  private static int width(Symbol symbol) {
    if (!symbol.parts().contains(Part.BOX) && !symbol.parts().contains(Part.METER)) {
      return symbol.parts().contains(Part.BARRIER) ? 10 : 24;
    }
    double text =
        Math.max(symbol.label().length() * LETTER, symbol.angles().length() * SMALL_LETTER);
    boolean numbered = symbol.boxes().size() > 1;
    return (int) Math.max(32, text + 14 + (numbered ? 12 : 0));
  }

  private static int lineWidth(List<List<Symbol>> line) {
    return line.stream().mapToInt(column -> columnWidth(column) + COLUMN_GAP).sum();
  }
}
