package dev.nightshift.wire.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobCreatedTest {
  @Test
  void theIdIsFoundAmongWhateverElseAServiceTells() {
    assertThat(id("{\"id\":\"cj1\",\"backend\":\"ibm_fez\"}")).isEqualTo("cj1");
    assertThat(id("{\"new\":{\"id\":\"other\"},\"list\":[{\"id\":1}],\"id\":\"cj2\"}"))
        .isEqualTo("cj2");
  }

  @Test
  void whereThereIsNoIdThereIsNone() {
    assertThat(id("{\"backend\":\"ibm_fez\"}")).isNull();
    assertThat(id("{\"id\":7}")).isNull();
    assertThat(id("[\"cj1\"]")).isNull();
  }

  @Test
  void anAnswerThatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> id("<html>"))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED));
    assertThatThrownBy(() -> id("{\"id\":\"cut of"))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED));
  }

  private static @Nullable String id(String answer) {
    return JobCreated.id(answer.getBytes(StandardCharsets.UTF_8));
  }
}
