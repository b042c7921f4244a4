package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import org.junit.jupiter.api.Test;

class CharTokenizerTest {
  @Test
  void tokensAreThePlacesInTheSortedSetOfCharacters() {
    CharTokenizer tokenizer = CharTokenizer.of("banana\n");

    assertThat(tokenizer.size()).isEqualTo(4);
    assertThat(tokenizer.alphabet()).isEqualTo("\nabn");
    assertThat(tokenizer.encode("nab\n")).containsExactly(3, 1, 2, 0);
  }

  @Test
  void decodingUndoesEncodingAlsoBeyondTheBasicPlane() {
    String text = "ψ|0⟩ 🙂 = Ü";

    CharTokenizer tokenizer = CharTokenizer.of(text);

    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    assertThat(tokenizer.encode("🙂")).hasSize(1);
  }

  @Test
  void anEmptyTextAndAnUnknownCharacterAreRefused() {
    assertThatThrownBy(() -> CharTokenizer.of(""))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.CORPUS_INVALID));
    assertThatThrownBy(() -> CharTokenizer.of("ab").encode("abc"))
        .hasMessage(
            "character 'c' (U+0063) does not occur in the model's text; use its 2 characters only");
  }

  @Test
  void aTrainingTextHoldsBackItsEndAndRefusesToBeTooShort() {
    TrainingText text = TrainingText.of("abcdefghij", 0.9);

    assertThat(text.length()).isEqualTo(9);
    assertThat(text.tokenizer().size()).isEqualTo(10);
    text.checkHolds(7);
    assertThatThrownBy(() -> text.checkHolds(8))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.CORPUS_INVALID))
        .hasMessage(
            "the text has 9 tokens to train on, a context of 8 needs at least 10; give a longer"
                + " text");
  }
}
