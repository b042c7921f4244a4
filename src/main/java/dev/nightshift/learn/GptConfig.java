package dev.nightshift.learn;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;

/**
 * Sizes of a character GPT.
 *
 * @param vocabulary number of different characters, at least 1
 * @param embedding width of the residual stream ({@code n_embd}), a multiple of {@code heads}
 * @param heads attention heads a layer, at least 1
 * @param layers at least 1
 * @param blockSize longest context in tokens, at least 1
 * @param dropout probability of zeroing an element while training, in [0, 1)
 */
public record GptConfig(
    int vocabulary, int embedding, int heads, int layers, int blockSize, double dropout) {
  public GptConfig {
    atLeastOne("the vocabulary", vocabulary);
    atLeastOne("model.n_embd", embedding);
    atLeastOne("model.n_head", heads);
    atLeastOne("model.n_layer", layers);
    atLeastOne("model.block_size", blockSize);
    if (embedding % heads != 0) {
      throw value(
          "model.n_embd is %d, which %d heads cannot share; give a multiple of model.n_head"
              .formatted(embedding, heads));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw value("model.dropout is %s; give a probability in [0, 1)".formatted(dropout));
    }
  }

  /** Width of one head. */
  public int headSize() {
    return embedding / heads;
  }

  static void atLeastOne(String what, int found) {
    if (found < 1) {
      throw value("%s is %d; give at least 1".formatted(what, found));
    }
  }

  static NightshiftException value(String message) {
    return new NightshiftException(ErrorCode.CONFIG_VALUE, message);
  }
}
