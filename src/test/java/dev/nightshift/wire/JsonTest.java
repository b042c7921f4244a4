package dev.nightshift.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.rest.ErrorContainer;
import dev.nightshift.wire.rest.JobResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Sample(String backendName, @Nullable Double valueS, List<Integer> qubits, RawJson raw) {}

  @Test
  void namesAreInSnakeCaseInTheOrderOfTheRecordAndNullIsLeftOut() {
    Sample sample = new Sample("a", null, List.of(1, 2), new RawJson(utf8("{\"x\": [1]}")));

    String text = new String(Json.write(sample), StandardCharsets.UTF_8);

    assertThat(text).isEqualTo("{\"backend_name\":\"a\",\"qubits\":[1,2],\"raw\":{\"x\": [1]}}");
    assertThat(Json.read(utf8(text), Sample.class).raw()).hasToString("{\"x\":[1]}");
    assertThat(Json.read(Json.writePretty(sample), Sample.class).qubits()).containsExactly(1, 2);
  }

  @Test
  void bareNotANumberAndInfinityAreReadAndWritten() {
    byte[] text = Json.write(Map.of("v", List.of(Double.NaN, Double.NEGATIVE_INFINITY)));

    assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("{\"v\":[NaN,-Infinity]}");
    assertThat(Json.read(text, Map.class))
        .isEqualTo(Map.of("v", List.of(Double.NaN, Double.NEGATIVE_INFINITY)));
  }

  @Test
  void aFailedJobOfTheLiveServiceIsRead() {
    JobResponse job =
        Json.read(
            utf8(
                """
                {"id":"d8u","backend":"ibm_fez","program":{"id":"sampler"},
                 "created":"2026-09-10T18:54:37.1Z","cost":600,"tags":[],
                 "state":{"status":"Failed","reason":"The instruction h","reason_code":1517},
                 "status":"Failed","params":{},"session_id":null,"user_id":"IBMid",
                 "private":false,"usage":{"qpu_charge_time_seconds":2,"status":"complete"},
                 "estimated_running_time_seconds":2.1,"something_new":{"x":1}}\
                """),
            JobResponse.class);

    assertThat(job.ended()).isTrue();
    assertThat(job.state().reasonCode()).isEqualTo(1517);
    assertThat(job.isPrivate()).isFalse();
    assertThat(job.estimatedRunningTimeSeconds()).isEqualTo(2.1);
  }

  @Test
  void anErrorsCodeMayBeANumberOrAWord() {
    String form = "{\"errors\":[{\"code\":%s,\"message\":\"m\"}],\"trace\":\"t\"}";

    for (Object code : new Object[] {1208, "not_found"}) {
      String written = code instanceof String ? "\"" + code + "\"" : String.valueOf(code);
      assertThat(
              Json.read(utf8(form.formatted(written)), ErrorContainer.class)
                  .errors()
                  .getFirst()
                  .code())
          .isEqualTo(code);
    }
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> Json.read(utf8("{\n  \"qubits\": x}"), Sample.class))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED))
        .hasMessageStartingWith("Sample is not the JSON expected: ")
        .hasMessageContaining("line 2");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
