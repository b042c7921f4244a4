package dev.nightshift.learn;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Locale;

/** What the quantum term of a head is made of, and where it is added. */
public enum QuantumMode {
  /**
   * As the published program, faults included: one number a head, the sigmoid of the circuit's mean
   * over the batch, from the queries of the first positions, added to all attention weights also
   * where the causal mask forbids to look; nothing is added to contexts too short for the circuit.
   */
  FAITHFUL,
  /**
   * One number a sample, head and position, from the queries of the positions that end there, zeros
   * to the left of the text; added only where the mask allows.
   */
  CAUSAL;

  /** As configurations spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mode of a label.
   *
   * @throws NightshiftException CONFIG_VALUE when there is none of that name
   */
  public static QuantumMode named(String label) {
    for (QuantumMode mode : values()) {
      if (mode.label().equals(label)) {
        return mode;
      }
    }
    throw new NightshiftException(
        ErrorCode.CONFIG_VALUE,
        "quantum mode '%s' is unknown; use faithful or causal".formatted(label));
  }
}
