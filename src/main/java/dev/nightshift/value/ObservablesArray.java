package dev.nightshift.value;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.List;

/**
 * Observables in an array of any shape.
 *
 * @param shape extents
 * @param elements row-major, as many as the shape has elements
 */
public record ObservablesArray(Shape shape, List<Observable> elements) {
  public ObservablesArray {
    elements = List.copyOf(elements);
    if (elements.size() != shape.size()) {
      throw new NightshiftException(
          ErrorCode.OBSERVABLE_INVALID,
          "an observables array of shape %s holds %d observables; it needs %d"
              .formatted(shape, elements.size(), shape.size()));
    }
  }

  /** One observable of shape (). */
  public static ObservablesArray of(Observable observable) {
    return new ObservablesArray(Shape.SCALAR, List.of(observable));
  }

  public static ObservablesArray of(List<Observable> observables) {
    return new ObservablesArray(Shape.of(observables.size()), observables);
  }
}
