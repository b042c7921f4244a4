package dev.nightshift.wire.rest;

import java.util.List;

/**
 * Answer of {@code GET /backends/{id}/properties}: calibration data.
 *
 * @param lastUpdateDate RFC 3339
 * @param qubits properties of each physical qubit
 */
public record BackendProperties(
    String backendName,
    String backendVersion,
    String lastUpdateDate,
    List<List<Property>> qubits,
    List<GateProperties> gates,
    List<Property> general) {
  /** A measured figure, such as T1 in us. */
  public record Property(String date, String name, String unit, double value) {}

  public record GateProperties(List<Integer> qubits, String gate, List<Property> parameters) {}
}
