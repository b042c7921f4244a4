package dev.nightshift.report;

import java.util.List;
import java.util.Optional;

/**
 * Figures that somebody published, printed beside ours.
 *
 * @param name as a config names it
 * @param source in words
 * @param circuits executed in all; each at {@code shots} shots
 * @param jobs calls of the simulator
 */
public record Reference(
    String name,
    String source,
    Figures classical,
    Figures hybrid,
    Difference difference,
    int sampleLength,
    long jobs,
    long circuits,
    int shots) {

  /**
   * One model's published figures.
   *
   * @param loss cross entropy, nats a token
   * @param wallS of training
   * @param tokensPerS of training
   */
  public record Figures(double loss, double wallS, double tokensPerS, long parameters) {}

  private static final List<Reference> ALL =
      List.of(
          new Reference(
              "nano-gpt",
              "the published nano-GPT report (seed 0, 1,000 steps, Aer with 1,024 shots)",
              new Figures(2.7006, 2.8, 11_281.5, 8_769),
              new Figures(2.7581, 1_102.9, 29.0, 8_821),
              new Difference(101, 0.165, 0.375, 26),
              121,
              153_600,
              1_625_600,
              1_024));

  /** The names that a config can give. */
  public static List<String> names() {
    return ALL.stream().map(Reference::name).toList();
  }

  public static Optional<Reference> named(String name) {
    return ALL.stream().filter(reference -> reference.name.equals(name)).findFirst();
  }
}
