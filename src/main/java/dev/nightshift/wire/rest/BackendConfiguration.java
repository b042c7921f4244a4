package dev.nightshift.wire.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /backends/{id}/configuration}.
 *
 * @param basisGates names of the gates that run as they are
 * @param couplingMap ordered pairs of physical qubits; null, which is written: all are coupled
 * @param onlineDate RFC 3339
 * @param dt nanoseconds
 */
public record BackendConfiguration(
    String backendName,
    String backendVersion,
    @JsonProperty("n_qubits") int qubits,
    List<String> basisGates,
    List<GateConfiguration> gates,
    boolean local,
    boolean simulator,
    boolean conditional,
    boolean openPulse,
    boolean memory,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable List<List<Integer>> couplingMap,
    @Nullable String onlineDate,
    @Nullable Long maxShots,
    @Nullable Integer maxExperiments,
    @Nullable List<String> supportedInstructions,
    @Nullable List<String> supportedFeatures,
    @Nullable Double dt) {
  /**
   * One gate of the basis.
   *
   * @param couplingMap operand tuples; null: any
   */
  public record GateConfiguration(
      String name,
      List<String> parameters,
      String qasmDef,
      @Nullable List<List<Integer>> couplingMap) {}
}
