package dev.nightshift.wire.job;

import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.qpy.OutputRegister;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A body of {@code POST /jobs} as the server understood it.
 *
 * <p>Bodies that break the protocol's schema never get this far; work that can never run does, as a
 * {@link Work.Impossible}, because the protocol accepts such a job and lets it fail.
 *
 * @param programId sampler, estimator or executor
 * @param backend the device's name
 * @param tags at most 8
 * @param sessionId null outside a session
 * @param costSeconds the longest running time asked for, seconds
 * @param isPrivate inputs go at completion, results after the first read
 * @param params the text of {@code params}, for {@code GET /jobs/{id}}
 * @param supportQiskit the result's form: typed values, or plain JSON
 * @param outputs for each pub the classical registers to report, where the circuit that runs has
 *     one row of bits in their place; empty for work that is none
 * @param facts what the result tells beside its values; null for programs that are no primitives
 *     and for work that is none
 */
public record DecodedJob(
    String programId,
    String backend,
    List<String> tags,
    @Nullable String sessionId,
    OptionalInt costSeconds,
    boolean isPrivate,
    @Nullable String calibrationId,
    @Nullable String runtime,
    RawJson params,
    boolean supportQiskit,
    List<Optional<List<OutputRegister>>> outputs,
    @Nullable ResultFacts facts,
    Work work) {

  /** What there is to run. */
  public sealed interface Work {
    record Possible(JobRequest request) implements Work {}

    /**
     * A quantum program, which runs in chunks.
     *
     * @param request the whole of it
     * @param chunks every element of every pub, once
     */
    record Chunked(JobRequest request, List<ProgramChunk> chunks, ProgramResult result)
        implements Work {
      public Chunked {
        chunks = List.copyOf(chunks);
      }
    }

    record Impossible(JobFailure failure) implements Work {}

    /** Nothing any more. */
    record Done() implements Work {}
  }

  public DecodedJob {
    tags = List.copyOf(tags);
    outputs = List.copyOf(outputs);
  }

  /**
   * The body of {@code GET /jobs/{id}/results} for a result of {@link Work.Possible}.
   *
   * @param start of its execution, in the service's time
   * @param stop of its execution
   */
  public byte[] encode(JobResult result, Instant start, Instant stop) {
    return ResultCodec.encode(
        Outputs.reported(result, outputs),
        supportQiskit,
        facts,
        new ResultMetadata.Execution(start, stop));
  }

  /** The same order with nothing to run and no parameters, for what is kept afterwards. */
  public DecodedJob withoutWork() {
    return new DecodedJob(
        programId,
        backend,
        tags,
        sessionId,
        costSeconds,
        isPrivate,
        calibrationId,
        runtime,
        RawJson.EMPTY,
        supportQiskit,
        outputs,
        facts,
        new Work.Done());
  }
}
