package dev.nightshift.cli;

import dev.nightshift.report.Progress;

/** Tells two listeners. */
record BothProgress(Progress first, Progress second) implements Progress {
  @Override
  public void begin(String phase, long from, long steps) {
    first.begin(phase, from, steps);
    second.begin(phase, from, steps);
  }

  @Override
  public void step(long step, double loss) {
    first.step(step, loss);
    second.step(step, loss);
  }

  @Override
  public void end() {
    first.end();
    second.end();
  }

  @Override
  public void note(String line) {
    first.note(line);
    second.note(line);
  }
}
