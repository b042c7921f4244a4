package dev.nightshift.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a circuit is simulated, by Aer's names. */
public enum SimulationMethod {
  /** What {@link Methods} chooses. */
  AUTOMATIC,
  STATEVECTOR,
  DENSITY_MATRIX,
  STABILIZER,
  MATRIX_PRODUCT_STATE;

  private final String aerName = name().toLowerCase(Locale.ROOT);

  /** The name as Aer and the wire spell it. */
  public String aerName() {
    return aerName;
  }

  /** The method of a name such as {@code stabilizer}. */
  public static Optional<SimulationMethod> named(String name) {
    return Arrays.stream(values()).filter(method -> method.aerName.equals(name)).findAny();
  }

  /** The methods for circuits without noise. */
  public static List<SimulationMethod> ideal() {
    return List.of(AUTOMATIC, STATEVECTOR, STABILIZER, MATRIX_PRODUCT_STATE);
  }
}
