package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Program;
import dev.nightshift.job.Pub;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.qpy.OutputRegister;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the body of {@code POST /jobs} in one pass: first the schema, whose breaches are errors of
 * the request, then the work, whose breaches are failures of the job.
 */
final class JobDecoder {
  /** Longest cost there is, seconds: more is capped. */
  static final int MAX_COST_SECONDS = 10_800;

  private final byte[] body;
  private final WireLimits limits;
  private final InstructionSets sets;
  private final Map<String, WireValue> plain = new LinkedHashMap<>();
  private int paramsFrom = -1;
  private int paramsTo = -1;
  private @Nullable Map<String, WireValue> params;

  private JobDecoder(byte[] body, WireLimits limits, InstructionSets sets) {
    this.body = body;
    this.limits = limits;
    this.sets = sets;
  }

  static DecodedJob decode(byte[] body, WireLimits limits, InstructionSets sets) {
    JobDecoder decoder = new JobDecoder(body, limits, sets);
    try (JsonParser json = Json.parser(body, 0, body.length)) {
      decoder.readTop(json);
    } catch (JacksonException e) {
      throw Json.malformed("the body", e);
    }
    return decoder.job();
  }

  private void readTop(JsonParser json) {
    WireReader reader = new WireReader(body, 0, json, limits.maxArrayBytes());
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("the body should be an object");
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      if (name.equals("params")) {
        paramsFrom = reader.tokenStart();
        if (!(reader.readExcept("quantum_program", "passthrough_data")
            instanceof WireValue.Fields(var fields))) {
          throw malformed("params should be an object");
        }
        params = fields;
        paramsTo = reader.tokenEnd();
      } else if (KNOWN.contains(name)) {
        if (plain.put(name, reader.read()) != null) {
          throw malformed("'%s' stands twice".formatted(name));
        }
      } else {
        throw unknown(name, KNOWN);
      }
    }
    if (json.nextToken() != null) {
      throw malformed("text follows the body's closing brace");
    }
  }

  private static final List<String> KNOWN =
      List.of(
          "program_id",
          "backend",
          "params",
          "tags",
          "cost",
          "session_id",
          "log_level",
          "private",
          "calibration_id",
          "runtime");
  private static final List<String> SAMPLER_PARAMS =
      List.of("pubs", "options", "shots", "support_qiskit", "version");
  private static final List<String> ESTIMATOR_PARAMS =
      List.of("pubs", "options", "resilience_level", "precision", "support_qiskit", "version");

  private DecodedJob job() {
    String programId = text("program_id");
    String backend = text("backend");
    if (programId == null || backend == null) {
      throw malformed("'%s' is missing".formatted(programId == null ? "program_id" : "backend"));
    }
    Program program =
        Arrays.stream(Program.values())
            .filter(known -> known.id().equals(programId))
            .findAny()
            .orElseThrow(() ->
                new NightshiftException(
                    ErrorCode.OPTION_VALUE,
                    "program_id is '%s'; this server runs sampler, estimator and executor"
                        .formatted(programId)));
    Map<String, WireValue> fields = params;
    if (fields == null) {
      throw malformed("'params' is missing");
    }
    String logLevel = text("log_level");
    if (logLevel != null && !LOG_LEVELS.contains(logLevel.toLowerCase(java.util.Locale.ROOT))) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "log_level is '%s'; use one of %s".formatted(logLevel, LOG_LEVELS));
    }
    String session = bounded("session_id", 36);
    Decoded decoded =
        program == Program.EXECUTOR
            ? new Decoded(
                List.of(),
                null,
                ProgramReader.read(fields, limits, sets.of(backend), session != null))
            : primitive(program, fields, sets.of(backend));
    return new DecodedJob(
        programId,
        backend,
        tags(),
        session,
        cost(),
        truth("private", plain.get("private")),
        bounded("calibration_id", 100),
        bounded("runtime", 1000),
        new RawJson(Arrays.copyOfRange(body, paramsFrom, paramsTo)),
        truth("params.support_qiskit", fields.get("support_qiskit")),
        decoded.outputs(),
        decoded.facts(),
        decoded.work());
  }

  /** Work, and the registers that its pubs report. */
  private record Decoded(
      List<Optional<List<OutputRegister>>> outputs,
      @Nullable ResultFacts facts,
      DecodedJob.Work work) {
    static Decoded impossible(JobFailure why) {
      return new Decoded(List.of(), null, new DecodedJob.Work.Impossible(why));
    }
  }

  private Decoded primitive(
      Program program, Map<String, WireValue> fields, @Nullable IsaCheck isa) {
    List<String> known = program == Program.SAMPLER ? SAMPLER_PARAMS : ESTIMATOR_PARAMS;
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        throw unknown("params." + name, known);
      }
    }
    if (fields.get("version") instanceof WireValue version
        && whole("params.version", version) != 2) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "params.version should be 2; other versions are not served");
    }
    List<WireValue> pubs = pubs(fields.get("pubs"));
    return work(program, pubs, Options.read(program, fields, isa != null), isa);
  }

  private static final List<String> LOG_LEVELS =
      List.of("critical", "error", "warning", "info", "debug");

  private List<WireValue> pubs(@Nullable WireValue value) {
    List<WireValue> pubs =
        switch (value) {
          case WireValue.Items(var items) -> items;
          case null, default ->
              throw malformed(
                  "params.pubs should be a list of at least one pub, found %s"
                      .formatted(value == null ? "nothing" : value.kind()));
        };
    if (pubs.size() > limits.maxPubs()) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "params.pubs holds %d pubs; at most %d are taken"
              .formatted(pubs.size(), limits.maxPubs()));
    }
    return pubs;
  }

  private Decoded work(
      Program program, List<WireValue> pubs, Options options, @Nullable IsaCheck isa) {
    // The shape of each pub is the schema's; what it means is the job's.
    List<PubReader> readers = new ArrayList<>(pubs.size());
    for (int i = 0; i < pubs.size(); i++) {
      readers.add(PubReader.of(program, "params.pubs[%d]".formatted(i), pubs.get(i)));
    }
    if (options.refusal() != null) {
      return Decoded.impossible(options.refusal());
    }
    try {
      List<Pub> built = new ArrayList<>(pubs.size());
      List<Optional<List<OutputRegister>>> outputs = new ArrayList<>(pubs.size());
      WireLimits bounds = isa == null ? limits : limits.anyWidth();
      for (PubReader reader : readers) {
        PubReader.Built pub = reader.build(options, bounds);
        if (program == Program.ESTIMATOR && pub.pub().circuit().isDynamic()) {
          throw new NightshiftException(
              ErrorCode.CIRCUIT_DYNAMIC, "the circuit decides on what it has measured");
        }
        JobFailure misfit = isa == null ? null : reader.misfit(pub.pub(), isa);
        if (misfit == null && isa != null) {
          misfit = MitigationOptions.misfit(pub.pub().circuit(), options.jobOptions().mitigation());
        }
        if (misfit == null && isa != null) {
          misfit =
              DecouplingOptions.misfit(pub.pub().circuit(), options.jobOptions(), isa.target());
        }
        if (misfit != null) {
          return Decoded.impossible(misfit);
        }
        built.add(pub.pub());
        outputs.add(pub.outputs());
      }
      JobOptions jobOptions = options.jobOptions();
      checkExecutions(built, jobOptions);
      JobRequest request = new JobRequest(program, built, jobOptions);
      return new Decoded(
          outputs,
          ResultFacts.of(request, options.twirlingStrategy()),
          new DecodedJob.Work.Possible(request));
    } catch (NightshiftException e) {
      return Decoded.impossible(JobFailure.of(program, e));
    } catch (StackOverflowError e) {
      return Decoded.impossible(JobFailure.nestedTooDeeply());
    }
  }

  /** Counts before anything is allocated: a broadcast of two short axes can be very long. */
  private void checkExecutions(List<Pub> pubs, JobOptions options) {
    double executions = 0;
    for (Pub pub : pubs) {
      double values = 1;
      for (int extent : pub.shape().extents()) {
        values *= extent;
      }
      executions +=
          switch (pub) {
            case Pub.Estimator _ -> values;
            case Pub.Sampler(_, _, Integer shots) ->
                values * (shots == null ? options.defaultShots().orElse(1) : shots);
          };
    }
    if (executions > limits.maxExecutions()) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "the job has %.0f executions; at most %d are taken"
              .formatted(executions, limits.maxExecutions()));
    }
  }

  private List<String> tags() {
    WireValue value = plain.get("tags");
    if (value == null || value == WireValue.Nothing.NULL) {
      return List.of();
    }
    List<String> tags = new ArrayList<>();
    if (value instanceof WireValue.Items(var items)) {
      for (WireValue item : items) {
        if (!(item instanceof WireValue.Text(String tag))
            || tag.isEmpty()
            || tag.length() > Submission.MAX_TAG_LENGTH) {
          throw malformed(
              "tags should be strings of 1 to %d characters".formatted(Submission.MAX_TAG_LENGTH));
        }
        tags.add(tag);
      }
    } else if (!(value instanceof WireValue.Numbers(_, double[] none, _) && none.length == 0)) {
      throw malformed("tags should be a list of strings, found " + value.kind());
    }
    if (tags.size() > Submission.MAX_TAGS) {
      throw malformed(
          "there are %d tags; at most %d are taken".formatted(tags.size(), Submission.MAX_TAGS));
    }
    return tags;
  }

  private OptionalInt cost() {
    WireValue value = plain.get("cost");
    if (value == null || value == WireValue.Nothing.NULL) {
      return OptionalInt.empty();
    }
    long cost = whole("cost", value);
    if (cost < 0) {
      throw malformed("cost is %d; give 0 or more seconds".formatted(cost));
    }
    return OptionalInt.of((int) Math.min(cost, MAX_COST_SECONDS));
  }

  private @Nullable String text(String name) {
    WireValue value = plain.get(name);
    return switch (value) {
      case WireValue.Text(String text) -> text;
      case WireValue.Nothing _ -> null;
      case null -> null;
      default -> throw malformed("'%s' should be a string, found %s".formatted(name, value.kind()));
    };
  }

  private @Nullable String bounded(String name, int longest) {
    String text = text(name);
    if (text != null && (text.isEmpty() || text.length() > longest)) {
      throw malformed(
          "'%s' has %d characters; give 1 to %d".formatted(name, text.length(), longest));
    }
    return text;
  }

  private static boolean truth(String name, @Nullable WireValue value) {
    return switch (value) {
      case WireValue.Truth(boolean truth) -> truth;
      case WireValue.Nothing _ -> false;
      case null -> false;
      default ->
          throw malformed("'%s' should be a boolean, found %s".formatted(name, value.kind()));
    };
  }

  /** A whole number. */
  static long whole(String name, WireValue value) {
    if (value instanceof WireValue.Numbers(var shape, double[] numbers, _)
        && shape.rank() == 0
        && numbers[0] == Math.rint(numbers[0])
        && Math.abs(numbers[0]) <= 1L << 53) {
      return (long) numbers[0];
    }
    throw malformed("'%s' should be a whole number, found %s".formatted(name, value.kind()));
  }

  static NightshiftException malformed(String what) {
    return new NightshiftException(ErrorCode.MESSAGE_MALFORMED, what);
  }

  static NightshiftException unknown(String path, List<String> known) {
    return new NightshiftException(
        ErrorCode.OPTION_UNKNOWN,
        "%s is not known; this place takes %s".formatted(path, String.join(", ", known)));
  }
}
