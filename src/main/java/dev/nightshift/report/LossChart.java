package dev.nightshift.report;

import static dev.nightshift.report.Markup.escape;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loss over steps of both models as SVG, with axes, a legend, a tooltip on every point, and the
 * published losses as marks at the right.
 */
final class LossChart {
  private static final int LEFT = 46;
  private static final int RIGHT = 16;
  private static final int TOP = 34;
  private static final int BOTTOM = 40;

  private final RunReport report;
  private final int width;
  private final int height;
  private final List<Double> yTicks;
  private final List<Double> xTicks;
  private final double yMin;
  private final double yMax;
  private final double xMax;
  private final StringBuilder out = new StringBuilder();

  private LossChart(RunReport report, int width, int height) {
    this.report = report;
    this.width = width;
    this.height = height;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double last = 1;
    for (ModelFigures figures : List.of(report.classical(), report.hybrid())) {
      for (double loss : figures.evalLosses()) {
        least = Math.min(least, loss);
        most = Math.max(most, loss);
      }
      for (int step : figures.evalSteps()) {
        last = Math.max(last, step);
      }
    }
    Reference reference = report.reference();
    if (reference != null && least <= most) {
      least = Math.min(least, Math.min(reference.classical().loss(), reference.hybrid().loss()));
      most = Math.max(most, Math.max(reference.classical().loss(), reference.hybrid().loss()));
    }
    if (least > most) {
      least = 0;
      most = 1;
    }
    if (most - least < 1e-9) {
      least -= 0.5;
      most += 0.5;
    }
    yTicks = ticks(least, most, 6);
    yMin = Math.min(least, yTicks.getFirst());
    yMax = Math.max(most, yTicks.getLast());
    xTicks = ticks(0, last, width < 500 ? 5 : 8);
    xMax = last;
  }

  static String svg(RunReport report, int width, int height) {
    return new LossChart(report, width, height).draw();
  }

  private String draw() {
    add(
        "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d"
            + " %d\" width=\"%d\" height=\"%d\">",
        width, height, width, height);
    add("<title>Loss over training steps, classical and hybrid</title>");
    for (double tick : yTicks) {
      double y = y(tick);
      add(
          "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
          LEFT, y, width - RIGHT, y);
      add(
          "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 8, y + 4, label(tick, yTicks));
    }
    for (double tick : xTicks) {
      add(
          "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          x(tick), height - BOTTOM + 18, label(tick, xTicks));
    }
    add(
        "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
        LEFT, height - BOTTOM, width - RIGHT, height - BOTTOM);
    add(
        "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">step</text>",
        (LEFT + width - RIGHT) / 2, height - 6);
    add(
        "<text class=\"tick\" x=\"4\" y=\"16\">%s</text>",
        width < 500 ? "loss, nats" : "loss, nats a token");
    Reference reference = report.reference();
    curve("classical", report.classical(), reference == null ? null : reference.classical().loss());
    curve("hybrid", report.hybrid(), reference == null ? null : reference.hybrid().loss());
    legend(reference != null);
    add("</svg>");
    return out.toString();
  }

  private void curve(String name, ModelFigures figures, @Nullable Double published) {
    List<Double> losses = figures.evalLosses();
    List<Integer> steps = figures.evalSteps();
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < losses.size(); i++) {
      points.append(Numbers.of("%.1f,%.1f ", x(steps.get(i)), y(losses.get(i))));
    }
    add("<polyline class=\"line %s\" points=\"%s\"/>", name, points.toString().strip());
    for (int i = 0; i < losses.size(); i++) {
      add(
          "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>%s</title></circle>",
          name,
          x(steps.get(i)),
          y(losses.get(i)),
          escape(Numbers.of("%s, step %,d: loss %.4f", name, steps.get(i), losses.get(i))));
    }
    if (published != null && !steps.isEmpty()) {
      double x = x(steps.getLast());
      double y = y(published);
      add(
          "<path class=\"published %s\" d=\"M%.1f %.1f l7 7 l-7 7 l-7 -7"
              + " z\"><title>%s</title></path>",
          name, x, y - 7, escape(Numbers.of("%s, published: loss %.4f", name, published)));
    }
  }

  private void legend(boolean published) {
    int x = width - RIGHT - (published ? 250 : 150);
    entry(x, "classical", "classical", false);
    entry(x + 84, "hybrid", "hybrid", false);
    if (published) {
      entry(x + 152, "neutral", "published", true);
    }
  }

  private void entry(int x, String style, String label, boolean mark) {
    if (mark) {
      add("<path class=\"published %s\" d=\"M%d 6 l6 6 l-6 6 l-6 -6 z\"/>", style, x + 9);
    } else {
      add("<line class=\"line %s\" x1=\"%d\" y1=\"12\" x2=\"%d\" y2=\"12\"/>", style, x, x + 18);
    }
    add("<text class=\"tick\" x=\"%d\" y=\"16\">%s</text>", x + 24, label);
  }

  private double x(double step) {
    return LEFT + (width - LEFT - RIGHT) * step / xMax;
  }

  private double y(double loss) {
    return TOP + (height - TOP - BOTTOM) * (yMax - loss) / (yMax - yMin);
  }

  /** Round numbers at steps of 1, 2 or 5 times a power of ten that cover a range. */
  static List<Double> ticks(double least, double most, int wanted) {
    double rough = Math.max(1e-12, (most - least) / wanted);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * power;
    for (double factor : new double[] {1, 2, 5}) {
      if (rough <= factor * power * 1.0001) {
        step = factor * power;
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.floor(least / step + 1e-9); k * step <= most + step * 1e-9; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  private static String label(double tick, List<Double> ticks) {
    double step = ticks.size() > 1 ? ticks.get(1) - ticks.getFirst() : 1;
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return Numbers.of("%,." + decimals + "f", tick);
  }

  private void add(String format, Object... values) {
    out.append(Numbers.of(format, values)).append('\n');
  }
}
