package dev.nightshift.wire.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.Zlib;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** Arrays of the executor's schema, against those that IBM's own schemas wrote. */
class TensorsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/corpus/executor/tensors.json");

  @Test
  void bitsAreWrittenAsIbmsSchemasWriteThem() throws IOException {
    JsonNode golden = Json.tree(Files.readAllBytes(GOLDEN), "tensors.json");

    for (JsonNode tensor : golden.get("tensors")) {
      BitArray bits = bits(tensor);
      assertThat(written(bits, false)).isEqualTo(tensor.get("plain"));
      JsonNode packed = written(bits, true);
      assertThat(packed.get("shape")).isEqualTo(tensor.at("/packed/shape"));
      // Another deflater is free to find other bytes for the same.
      assertThat(inflated(packed)).isEqualTo(inflated(tensor.get("packed")));
    }
  }

  private static BitArray bits(JsonNode tensor) {
    List<Integer> extents = new ArrayList<>();
    tensor.at("/plain/shape").forEach(extent -> extents.add(extent.asInt()));
    int width = extents.removeLast();
    int shots = extents.removeLast();
    BitArray bits = BitArray.blank(new Shape(extents), shots, width);
    String text = tensor.get("bits").asString();
    int stride = BitArray.stride(width);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '1') {
        int last = (i / width + 1) * stride - 1;
        bits.bytes()[last - i % width / 8] |= (byte) (1 << i % width % 8);
      }
    }
    return bits;
  }

  private static JsonNode written(BitArray bits, boolean packed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.generator(out)) {
      Tensors.write(json, bits, packed);
    }
    return Json.tree(out.toByteArray(), "a tensor");
  }

  private static byte[] inflated(JsonNode tensor) {
    return Zlib.inflate(
        Base64.getDecoder().decode(tensor.get("data").asString()), 1 << 20, "a tensor");
  }

  @Test
  void doublesAreReadRowMajor() {
    // numpy: F64CompressedTensorModel.from_numpy(np.array([[0.5, -1.0]]))
    Tensors.Doubles read =
        read(
            "{\"data\": \"eJxjYACBB/ZgiuHDfgANpgLP\", \"shape\": [1, 2], \"dtype\": \"f64\"}",
            true);

    assertThat(read.shape()).isEqualTo(Shape.of(1, 2));
    assertThat(read.values()).containsExactly(0.5, -1);
    Tensors.Doubles none = read("{\"data\": \"\", \"shape\": [3, 0]}", false);
    assertThat(none.shape()).isEqualTo(Shape.of(3, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]                                          | t should be a tensor, found numbers (1,)",
        "{\"data\":\"\",\"shape\":[0],\"kind\":1}     | t.kind is not known; this place takes data,"
            + " shape, dtype",
        "{\"data\":\"\",\"shape\":[0],\"dtype\":\"u8\"} | t.dtype should be 'f64', found 'u8'",
        "{\"shape\":[0]}                              | t.data should be the Base64 of the values",
        "{\"data\":\"\"}                              | t.shape should be a list of at most 32"
            + " whole numbers, found null",
        "{\"data\":\"\",\"shape\":[-1]}               | t.shape has the extent -1.0; give whole"
            + " numbers of 0 to 2147483647",
        "{\"data\":\"\",\"shape\":[2147483647,2,0]}   | t.shape is (2147483647, 2, 0), which is"
            + " too large",
        "{\"data\":\"\",\"shape\":[1.5]}              | t.shape has the extent 1.5; give whole"
            + " numbers of 0 to 2147483647",
        "{\"data\":\"?\",\"shape\":[0]}               | t.data is not Base64: Input byte[] should"
            + " at least have 2 bytes for base64 bytes",
        "{\"data\":\"AAAA\",\"shape\":[2]}            | t.data holds 3 bytes, which do not fill"
            + " shape (2,) of f64",
      })
  void anythingElseIsRefusedByItsPlace(String json, String message) {
    assertThatThrownBy(() -> read(json, false))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message);
  }

  @Test
  void aBombIsNotInflated() {
    String bomb = Base64.getEncoder().encodeToString(TestStreams.deflated(new byte[1 << 20]));

    assertThatThrownBy(() -> read("{\"data\": \"%s\", \"shape\": [131072]}".formatted(bomb), true))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("t.data inflates to more than 65536 bytes; send less");
  }

  private static Tensors.Doubles read(String json, boolean packed) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = Json.parser(bytes, 0, bytes.length)) {
      parser.nextToken();
      WireValue value = new WireReader(bytes, 0, parser, 1 << 16).read();
      return Tensors.doubles("t", value, packed, 1 << 16);
    }
  }
}
