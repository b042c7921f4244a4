package dev.nightshift.sim.mps;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Arrays;

/**
 * A state of a line of qubits as a product of small tensors, one a site.
 *
 * <p>The tensors B are <em>right-canonical</em>, and for every bond the Schmidt coefficients Λ are
 * known: seen from site i the state is Λ B_i B_{i+1} ..., with orthonormal vectors for all that is
 * left and right of these. So a gate on neighbours contracts these two only, truncates what weighs
 * least of all, and leaves every other bond as it is. Gates are unitary; after a projection all
 * bonds are made canonical again.
 *
 * <p>Which qubit stands at which site changes: qubits of a gate that are not neighbours are moved
 * together by exchanges and stay there, and an exchange of two qubits in the circuit costs nothing.
 *
 * @see <a href="https://arxiv.org/abs/quant-ph/0301063">Vidal 2003</a>
 * @see <a href="https://arxiv.org/abs/0903.3253">Hastings 2009</a> for the form without divisions
 */
final class MpsState {
  /** Weight that may be cut off before bonds that were not touched count as no longer canonical. */
  private static final double NEGLIGIBLE = 1e-12;

  private final MpsOptions options;
  private final long maxBytes;
  private final Site[] sites;

  /** The coefficients of the bond on the left of each site. */
  private final double[][] bonds;

  private final int[] siteOf;
  private final int[] qubitAt;

  /** The weight that gates have cut off. */
  private double dropped;

  /** |0...0>. */
  MpsState(int qubits, MpsOptions options, long maxBytes) {
    this.options = options;
    this.maxBytes = maxBytes;
    this.sites = new Site[qubits];
    this.bonds = new double[qubits][];
    this.siteOf = new int[qubits];
    this.qubitAt = new int[qubits];
    for (int i = 0; i < qubits; i++) {
      sites[i] = Site.zero();
      bonds[i] = new double[] {1};
      siteOf[i] = i;
      qubitAt[i] = i;
    }
  }

  private MpsState(MpsState other) {
    this.options = other.options;
    this.maxBytes = other.maxBytes;
    // Sites are never written again once they stand here.
    this.sites = other.sites.clone();
    this.bonds = other.bonds.clone();
    this.siteOf = other.siteOf.clone();
    this.qubitAt = other.qubitAt.clone();
    this.dropped = other.dropped;
  }

  MpsState copy() {
    return new MpsState(this);
  }

  int size() {
    return sites.length;
  }

  Site site(int index) {
    return sites[index];
  }

  int siteOf(int qubit) {
    return siteOf[qubit];
  }

  int qubitAt(int site) {
    return qubitAt[site];
  }

  /** The largest number of Schmidt coefficients at a bond. */
  int bondDimension() {
    return Arrays.stream(bonds).mapToInt(bond -> bond.length).max().orElse(1);
  }

  /** Exchanges two qubits. */
  void exchange(int a, int b) {
    int site = siteOf[a];
    place(a, siteOf[b]);
    place(b, site);
  }

  private void place(int qubit, int site) {
    siteOf[qubit] = site;
    qubitAt[site] = qubit;
  }

  /**
   * Applies a unitary.
   *
   * @param u row-major, re and im alternating; operand j is bit j of an index
   * @param qubits at least one
   * @param anchor the operand, counted along the line, that stays while the others come to it
   */
  void apply(double[] u, int[] qubits, int anchor) {
    if (qubits.length == 1) {
      int site = siteOf[qubits[0]];
      sites[site] = sites[site].turned(u);
      return;
    }
    int first = gather(qubits, anchor);
    int count = qubits.length;
    int[] index = new int[1 << count];
    for (int j = 0; j < count; j++) {
      int place = siteOf[qubits[j]] - first;
      for (int values = 0; values < index.length; values++) {
        index[values] |= (values >> count - 1 - place & 1) << j;
      }
    }
    Theta theta = Theta.of(Arrays.copyOfRange(sites, first, first + count));
    theta.apply(u, index);
    put(theta, first, count);
  }

  private void put(Theta theta, int first, int count) {
    Site[] split = new Site[count];
    double[][] between = new double[count - 1][];
    dropped += theta.split(bonds[first], split, between, options);
    System.arraycopy(split, 0, sites, first, count);
    System.arraycopy(between, 0, bonds, first + 1, count - 1);
    checkSize();
  }

  private void checkSize() {
    long numbers = 0;
    for (Site site : sites) {
      numbers += site.size();
    }
    // While two sites are contracted and decomposed there are about six of their size at once.
    if (8 * numbers > maxBytes / 6) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_TOO_WIDE,
          "the circuit entangles its %d qubits up to a bond dimension of %d, which needs %d MB of"
                  .formatted(sites.length, bondDimension(), 48 * numbers >> 20)
              + " the %d MB that the simulator may use;".formatted(maxBytes >> 20)
              + " set matrix_product_state_max_bond_dimension or give a larger heap (-Xmx)");
    }
  }

  /** Moves qubits side by side; the first of their sites. */
  private int gather(int[] qubits, int anchor) {
    int[] places = new int[qubits.length];
    for (int j = 0; j < places.length; j++) {
      places[j] = siteOf[qubits[j]];
    }
    Arrays.sort(places);
    for (int j = anchor + 1; j < places.length; j++) {
      for (int site = places[j]; site > places[anchor] + j - anchor; site--) {
        exchangeSites(site - 1);
      }
    }
    for (int j = anchor - 1; j >= 0; j--) {
      for (int site = places[j]; site < places[anchor] + j - anchor; site++) {
        exchangeSites(site);
      }
    }
    return places[anchor] - anchor;
  }

  /** Exchanges the qubits of a site and of the next. */
  private void exchangeSites(int site) {
    Theta theta = Theta.of(sites[site], sites[site + 1]);
    theta.exchange();
    put(theta, site, 2);
    int qubit = qubitAt[site];
    place(qubitAt[site + 1], site);
    place(qubit, site + 1);
  }

  /** The probability that a qubit reads 1. */
  double probabilityOfOne(int qubit) {
    int at = siteOf[qubit];
    Site site = sites[at];
    double one = 0;
    for (int l = 0; l < site.left(); l++) {
      double weight = 0;
      for (int j = site.right(); j < 2 * site.right(); j++) {
        weight += site.re()[l][j] * site.re()[l][j] + site.im()[l][j] * site.im()[l][j];
      }
      one += bonds[at][l] * bonds[at][l] * weight;
    }
    return Math.clamp(one, 0, 1);
  }

  /** Keeps the part in which a qubit reads a value, of which there is some; scaled to norm 1. */
  void project(int qubit, int value) {
    int at = siteOf[qubit];
    sites[at] = sites[at].projected(value);
    Canonical.make(sites, bonds, options);
  }

  /** Makes all bonds canonical again where much was cut off: before values are read. */
  void settle() {
    if (dropped > NEGLIGIBLE) {
      Canonical.make(sites, bonds, options);
      dropped = 0;
    }
  }

  /**
   * The expectation value of a Pauli string.
   *
   * @param pauli one letter a qubit, the highest qubit first
   */
  double expectation(String pauli) {
    int first = sites.length;
    int last = -1;
    for (int i = 0; i < sites.length; i++) {
      if (letter(pauli, i) != 'I') {
        first = Math.min(first, i);
        last = i;
      }
    }
    if (last < 0) {
      return 1;
    }
    // Left of the first letter the bond's vectors are orthonormal, and so are they right of the
    // last one.
    int width = bonds[first].length;
    double[][] er = new double[width][width];
    double[][] ei = new double[width][width];
    for (int l = 0; l < width; l++) {
      er[l][l] = bonds[first][l] * bonds[first][l];
    }
    for (int i = first; i <= last; i++) {
      Site site = sites[i];
      Site image = pauli(site, letter(pauli, i)).after(er, ei);
      int right = site.right();
      er = new double[right][right];
      ei = new double[right][right];
      double[][] halves = new double[4][right];
      for (int l = 0; l < site.left(); l++) {
        for (int s = 0; s < 2; s++) {
          System.arraycopy(image.re()[l], s * right, halves[2 * s], 0, right);
          System.arraycopy(image.im()[l], s * right, halves[2 * s + 1], 0, right);
        }
        for (int r = 0; r < right; r++) {
          for (int s = 0; s < 2; s++) {
            addScaled(
                site.re()[l][s * right + r],
                -site.im()[l][s * right + r],
                halves[2 * s],
                halves[2 * s + 1],
                er[r],
                ei[r]);
          }
        }
      }
    }
    double trace = 0;
    for (int r = 0; r < er.length; r++) {
      trace += er[r][r];
    }
    return trace;
  }

  private char letter(String pauli, int site) {
    return pauli.charAt(pauli.length() - 1 - qubitAt[site]);
  }

  private static Site pauli(Site site, char letter) {
    return switch (letter) {
      case 'X' -> site.turned(new double[] {0, 0, 1, 0, 1, 0, 0, 0});
      case 'Y' -> site.turned(new double[] {0, 0, 0, -1, 0, 1, 0, 0});
      case 'Z' -> site.turned(new double[] {1, 0, 0, 0, 0, 0, -1, 0});
      default -> site;
    };
  }

  private static void addScaled(
      double a, double b, double[] xr, double[] xi, double[] yr, double[] yi) {
    for (int j = 0; j < yr.length; j++) {
      yr[j] += a * xr[j] - b * xi[j];
      yi[j] += a * xi[j] + b * xr[j];
    }
  }
}
