package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/**
 * Bodies of {@code GET /jobs/{id}/results}, in both forms: typed values, as Python's client asks
 * for ({@code support_qiskit} true), and plain JSON.
 */
public final class ResultCodec {
  private ResultCodec() {}

  /**
   * Writes a result.
   *
   * @param supportQiskit typed values, or plain JSON
   */
  public static byte[] encode(JobResult result, boolean supportQiskit) {
    return encode(result, supportQiskit, null, null);
  }

  /**
   * Writes a result with what is known of its job.
   *
   * @param facts null where nothing is
   * @param execution when it ran; null where nobody knows
   */
  static byte[] encode(
      JobResult result,
      boolean supportQiskit,
      @Nullable ResultFacts facts,
      ResultMetadata.@Nullable Execution execution) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    try (JsonGenerator json = Json.generator(out)) {
      if (supportQiskit) {
        TypedResults.write(json, result, facts, execution);
      } else {
        PlainResults.write(json, result, facts);
      }
    }
    return out.toByteArray();
  }

  /**
   * Reads a result of either form and holds it against its request.
   *
   * @throws NightshiftException RESULT_MALFORMED when it is no result, or one of another request
   */
  public static JobResult decode(String jobId, JobRequest request, byte[] body) {
    WireValue document;
    try (JsonParser json = Json.parser(body, 0, body.length)) {
      json.nextToken();
      // Nobody reads the job's metadata, whose execution spans mix lists with numbers.
      document =
          new WireReader(body, 0, json, Integer.MAX_VALUE).readExcept("__value__", "metadata");
    } catch (JacksonException e) {
      throw new NightshiftException(
          ErrorCode.RESULT_MALFORMED,
          "job %s: the result is no JSON: %s".formatted(jobId, e.getOriginalMessage()),
          e);
    } catch (NightshiftException e) {
      throw new NightshiftException(
          ErrorCode.RESULT_MALFORMED, "job %s: %s".formatted(jobId, e.getMessage()), e);
    }
    List<WireValue> found = pubResults(jobId, document);
    if (found.size() != request.pubs().size()) {
      throw malformed(
          jobId,
          "it holds %d pub results, the request %d pubs"
              .formatted(found.size(), request.pubs().size()));
    }
    List<PubResult> results = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      String place = "pub %d: ".formatted(i);
      WireValue.Fields pubResult = fields(jobId, place + "the result", untyped(found.get(i)));
      WireValue.Fields data = data(jobId, place, pubResult);
      results.add(
          switch (request.pubs().get(i)) {
            case Pub.Estimator pub -> estimated(jobId, place, pub.shape(), pubResult, data);
            case Pub.Sampler pub -> sampled(jobId, place, pub, data);
          });
    }
    return new JobResult(jobId, results);
  }

  private static List<WireValue> pubResults(String jobId, WireValue document) {
    WireValue.Fields top = fields(jobId, "the document", untyped(document));
    WireValue list = top.fields().get("pub_results");
    if (list == null) {
      list = top.fields().get("results");
    }
    return switch (list) {
      case WireValue.Items(var items) -> items;
      case null, default -> throw malformed(jobId, "it has no list of pub results");
    };
  }

  /** The fields of a pub's data: under {@code fields} of a DataBin, or the plain object. */
  private static WireValue.Fields data(String jobId, String place, WireValue.Fields pubResult) {
    WireValue data = pubResult.fields().get("data");
    if (data == null) {
      throw malformed(jobId, place + "it has no data");
    }
    boolean bin = data instanceof WireValue.Fields(var fields) && fields.containsKey("__type__");
    WireValue.Fields plain = fields(jobId, place + "its data", untyped(data));
    return bin ? fields(jobId, place + "its fields", plain.fields().get("fields")) : plain;
  }

  private static PubResult.Estimated estimated(
      String jobId, String place, Shape shape, WireValue.Fields pubResult, WireValue.Fields data) {
    double[] evs = numbers(jobId, place + "evs", shape, data.fields().get("evs"));
    WireValue deviations = data.fields().get("stds");
    double[] stds =
        deviations == null || deviations == WireValue.Nothing.NULL
            ? new double[evs.length]
            : numbers(jobId, place + "stds", shape, deviations);
    long shots = 0;
    if (pubResult.fields().get("metadata") instanceof WireValue.Fields(var metadata)
        && metadata.get("shots") instanceof WireValue.Numbers(_, double[] values, _)
        && values.length == 1) {
      shots = (long) values[0];
    }
    return new PubResult.Estimated(shape, evs, stds, shots);
  }

  private static double[] numbers(
      String jobId, String what, Shape shape, @Nullable WireValue found) {
    if (found instanceof WireValue.Numbers(Shape own, double[] values, _) && own.equals(shape)) {
      return values;
    }
    throw malformed(
        jobId,
        "%s should be numbers of shape %s, found %s"
            .formatted(what, shape, found == null ? "nothing" : found.kind()));
  }

  private static PubResult.Sampled sampled(
      String jobId, String place, Pub.Sampler pub, WireValue.Fields data) {
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    pub.circuit()
        .bitRegisters()
        .forEach(register -> {
          String what = "%sregister %s".formatted(place, register.name());
          WireValue value = data.fields().get(register.name());
          boolean typed =
              value instanceof WireValue.Fields(var fields) && fields.containsKey("__type__");
          WireValue.Fields bits =
              fields(jobId, what, value == null ? WireValue.Nothing.NULL : untyped(value));
          registers.put(
              register.name(),
              typed
                  ? packed(jobId, what, pub.shape(), register.size(), bits)
                  : listed(jobId, what, pub, register.size(), bits));
        });
    return new PubResult.Sampled(pub.shape(), registers);
  }

  private static BitArray packed(
      String jobId, String what, Shape shape, int size, WireValue.Fields bits) {
    int stride = BitArray.stride(size);
    if (bits.fields().get("array") instanceof WireValue.Octets(Shape own, byte[] bytes)
        && own.rank() == shape.rank() + 2
        && own.extents().subList(0, shape.rank()).equals(shape.extents())
        && own.extents().getLast() == stride) {
      return new BitArray(shape, own.extents().get(shape.rank()), size, bytes);
    }
    WireValue array = bits.fields().get("array");
    throw malformed(
        jobId,
        "%s should be bytes of shape %s with shots and %d bytes a shot, found %s"
            .formatted(what, shape, stride, array == null ? "nothing" : array.kind()));
  }

  /** Hexadecimal samples, flat or nested in the pub's shape. */
  private static BitArray listed(
      String jobId, String what, Pub.Sampler pub, int size, WireValue.Fields bits) {
    List<String> samples = new ArrayList<>();
    collect(jobId, what, bits.fields().get("samples"), samples);
    int elements = pub.shape().size();
    if (elements == 0 ? !samples.isEmpty() : samples.size() % elements != 0) {
      throw malformed(
          jobId,
          "%s has %d samples, which do not spread over shape %s"
              .formatted(what, samples.size(), pub.shape()));
    }
    int stride = BitArray.stride(size);
    byte[] bytes = new byte[Math.multiplyExact(samples.size(), stride)];
    for (int i = 0; i < samples.size(); i++) {
      byte[] value = new BigInteger(samples.get(i).substring(2), 16).toByteArray();
      for (int k = 0; k < Math.min(stride, value.length); k++) {
        bytes[(i + 1) * stride - 1 - k] = value[value.length - 1 - k];
      }
    }
    return new BitArray(pub.shape(), elements == 0 ? 0 : samples.size() / elements, size, bytes);
  }

  private static void collect(
      String jobId, String what, @Nullable WireValue value, List<String> samples) {
    switch (value) {
      case WireValue.Items(var items) -> items.forEach(item -> collect(jobId, what, item, samples));
      case WireValue.Text(String text) when text.matches("0x[0-9a-fA-F]+") -> samples.add(text);
      case WireValue.Numbers(_, double[] values, _) when values.length == 0 -> {}
      case null, default ->
          throw malformed(
              jobId,
              "%s should hold samples such as \"0x3\", found %s"
                  .formatted(what, value == null ? "nothing" : value.kind()));
    }
  }

  /** What is inside {@code {"__type__": ..., "__value__": ...}}; other values as they are. */
  private static WireValue untyped(WireValue value) {
    return value instanceof WireValue.Fields(Map<String, WireValue> fields)
            && fields.containsKey("__type__")
            && fields.get("__value__") instanceof WireValue inner
        ? inner
        : value;
  }

  private static WireValue.Fields fields(String jobId, String what, @Nullable WireValue value) {
    if (value instanceof WireValue.Fields fields) {
      return fields;
    }
    throw malformed(
        jobId,
        "%s should be an object, found %s"
            .formatted(what, value == null ? "nothing" : value.kind()));
  }

  private static NightshiftException malformed(String jobId, String message) {
    return new NightshiftException(
        ErrorCode.RESULT_MALFORMED,
        "job %s: the result is not that of the request: %s".formatted(jobId, message));
  }
}
