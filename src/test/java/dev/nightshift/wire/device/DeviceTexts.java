package dev.nightshift.wire.device;

import java.nio.charset.StandardCharsets;

/** A device of two qubits as text, for tests that change a word of it. */
final class DeviceTexts {
  static final String CONFIGURATION =
      """
      {"backend_name": "tiny", "backend_version": "1.2.3", "n_qubits": 2,
       "basis_gates": ["ecr", "rz", "sx"], "simulator": false,
       "supported_instructions": ["ecr", "rz", "sx", "measure", "delay", "if_else"],
       "coupling_map": [[1, 0]], "dt": 0.5, "default_rep_delay": 200.0, "clops_h": 1500,
       "processor_type": {"family": "Eagle", "revision": 3},
       "gates": [
         {"name": "ecr", "coupling_map": [[1, 0]]},
         {"name": "rz", "coupling_map": [[0], [1]]},
         {"name": "sx", "coupling_map": [[0], [1]]},
         {"name": "reset", "parameters": null}]}
      """;

  static final String PROPERTIES =
      """
      {"backend_name": "tiny", "backend_version": "1.2.3",
       "last_update_date": "2026-01-02T03:04:05Z", "general": [],
       "qubits": [
         [{"name": "T1", "unit": "us", "value": 150.5},
          {"name": "T2", "unit": "\u00b5s", "value": 80},
          {"name": "frequency", "unit": "GHz", "value": 4.75},
          {"name": "readout_error", "unit": "", "value": 0.02},
          {"name": "prob_meas0_prep1", "unit": "", "value": 0.03},
          {"name": "prob_meas1_prep0", "unit": "", "value": 0.01},
          {"name": "readout_length", "unit": "ns", "value": 1216}],
         [{"name": "T1", "unit": "ms", "value": 0.2},
          {"name": "readout_length", "unit": "us", "value": 1.5}]],
       "gates": [
         {"gate": "ecr", "qubits": [1, 0], "parameters": [
           {"name": "gate_error", "unit": "", "value": 0.0075},
           {"name": "gate_length", "unit": "ns", "value": 660}]},
         {"gate": "sx", "qubits": [0], "parameters": [
           {"name": "gate_error", "unit": "", "value": 0.00025},
           {"name": "gate_length", "unit": "ns", "value": 60}]}]}
      """;

  private DeviceTexts() {}

  static Device device(String configuration, String properties) {
    return DeviceFolder.parse(
        "c.json", utf8(configuration), "p.json", utf8(properties), Source.UNKNOWN);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
