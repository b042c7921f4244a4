package dev.nightshift.report;

/**
 * Tells how far long work is; given to it from outside.
 *
 * <p>Called by one thread at a time: {@link #begin}, then {@link #step} as often as there is news,
 * then {@link #end}; {@link #note} at any time.
 */
public interface Progress {

  /**
   * A phase starts.
   *
   * @param phase such as {@code classical}
   * @param from steps that a resumed run has behind it
   * @param steps in all, at least 1
   */
  void begin(String phase, long from, long steps);

  /**
   * A step is done.
   *
   * @param step steps done so far
   * @param loss the last known, nats a token; NaN where none is known yet
   */
  void step(long step, double loss);

  /** The phase is over. */
  void end();

  /** Something that the user should read, such as a text that stands in for another. */
  void note(String line);

  /** One that says nothing. */
  static Progress none() {
    return new Progress() {
      @Override
      public void begin(String phase, long from, long steps) {}

      @Override
      public void step(long step, double loss) {}

      @Override
      public void end() {}

      @Override
      public void note(String line) {}
    };
  }
}
