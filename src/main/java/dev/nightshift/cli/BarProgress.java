package dev.nightshift.cli;

import dev.nightshift.report.Progress;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress as a bar that redraws itself on a terminal: steps, loss, rate, time left. */
final class BarProgress implements Progress {
  private static final int WIDTH = 100;

  private final Terminal terminal;
  private @Nullable ProgressBar bar;

  BarProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void begin(String phase, long from, long steps) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(phase)
            .setInitialMax(steps)
            .startsFrom(from, java.time.Duration.ZERO)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(200)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), WIDTH))
            .build();
  }

  @Override
  public void step(long step, double loss) {
    if (bar != null) {
      bar.stepTo(step);
      if (!Double.isNaN(loss)) {
        bar.setExtraMessage(String.format(Locale.ROOT, "loss %.4f", loss));
      }
    }
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void note(String line) {
    terminal.err().println(line);
  }
}
