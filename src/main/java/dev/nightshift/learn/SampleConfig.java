package dev.nightshift.learn;

/**
 * How text is drawn from a model.
 *
 * @param tokens new characters, at least 0
 * @param dropout whether dropout stays on, as in the published program; a fault, kept for
 *     comparison
 * @param temperature 0 takes the likeliest character each time; above 0 draws from the softmax of
 *     the logits divided by it
 */
public record SampleConfig(int tokens, boolean dropout, double temperature) {
  public SampleConfig {
    if (tokens < 0) {
      throw GptConfig.value("sample.tokens is %d; give at least 0".formatted(tokens));
    }
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw GptConfig.value(
          "sample.temperature is %s; give 0 for the likeliest character, or more"
              .formatted(temperature));
    }
  }
}
