package dev.nightshift.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A run on the disk: a safetensors file that any reader of that format opens.
 *
 * <pre>
 *   weights.NAME          F32  the parameter
 *   first.NAME            F32  AdamW's first moment, flat
 *   second.NAME           F32  AdamW's second moment, flat
 *   state.plan            U8   UTF-8 text of what the run must agree on
 *   state.clock           F64  [steps, wall seconds, CPU seconds, last batch's loss]
 *   state.eval_losses     F64  [evaluations]
 *   state.shot_weights    F64  what the spreading of shots has learned, flat; where shots are spread
 *   state.sha256          U8   [32], last: digest of every byte of the file before it
 * </pre>
 *
 * The generator's state is not in it: it follows from the plan and the step.
 *
 * @param plan {@link TrainingPlan#fingerprint}
 */
record Checkpoint(
    String plan,
    int step,
    double wallSeconds,
    double cpuSeconds,
    double trainLoss,
    List<Double> evalLosses,
    double[] shotWeights,
    List<Tensor> tensors) {
  private static final int DIGEST = 32;

  /** One parameter with its moments. */
  record Tensor(String name, Shape shape, float[] weights, float[] first, float[] second) {}

  void write(Path file) {
    try (NDManager manager = TorchRuntime.newManager()) {
      NDList list = new NDList();
      for (Tensor tensor : tensors) {
        Shape flat = new Shape(tensor.weights.length);
        add(list, "weights." + tensor.name, manager.create(tensor.weights, tensor.shape));
        add(list, "first." + tensor.name, manager.create(tensor.first, flat));
        add(list, "second." + tensor.name, manager.create(tensor.second, flat));
      }
      add(list, "state.plan", bytes(manager, plan.getBytes(StandardCharsets.UTF_8)));
      add(
          list,
          "state.clock",
          manager.create(new double[] {step, wallSeconds, cpuSeconds, trainLoss}));
      if (!evalLosses.isEmpty()) {
        double[] losses = evalLosses.stream().mapToDouble(Double::doubleValue).toArray();
        add(list, "state.eval_losses", manager.create(losses));
      }
      if (shotWeights.length > 0) {
        add(list, "state.shot_weights", manager.create(shotWeights));
      }
      add(list, "state.sha256", bytes(manager, new byte[DIGEST]));
      byte[] encoded = list.encode(NDList.Encoding.SAFETENSORS);
      int body = encoded.length - DIGEST;
      System.arraycopy(digest(encoded, body), 0, encoded, body, DIGEST);
      AtomicFile.write(file, encoded);
    }
  }

  private static void add(NDList list, String name, NDArray array) {
    array.setName(name);
    list.add(array);
  }

  private static NDArray bytes(NDManager manager, byte[] bytes) {
    return manager.create(ByteBuffer.wrap(bytes), new Shape(bytes.length), DataType.UINT8);
  }

  /**
   * @throws NightshiftException FILE_MISSING, FILE_UNREADABLE, or CHECKPOINT_CORRUPT when the bytes
   *     are not those that were written
   */
  static Checkpoint read(Path file) {
    byte[] encoded;
    try {
      encoded = Files.readAllBytes(file);
    } catch (NoSuchFileException error) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING,
          "%s: there is no such checkpoint; give one that a run has written".formatted(file),
          error);
    } catch (IOException error) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "%s: cannot be read (%s); check its permissions".formatted(file, error.getMessage()),
          error);
    }
    int body = encoded.length - DIGEST;
    if (body < 8
        || !MessageDigest.isEqual(
            digest(encoded, body), Arrays.copyOfRange(encoded, body, encoded.length))) {
      throw corrupt(file, "its checksum does not fit its %d bytes".formatted(encoded.length), null);
    }
    try (NDManager manager = TorchRuntime.newManager()) {
      return decode(file, NDList.decode(manager, encoded));
    } catch (IllegalArgumentException error) {
      // The digest fits, so these bytes were written so: by another program or version.
      throw corrupt(file, "it is no safetensors file", error);
    }
  }

  private static Checkpoint decode(Path file, NDList list) {
    double[] clock = need(file, list, "state.clock").toDoubleArray();
    NDArray losses = list.get("state.eval_losses");
    List<Double> evalLosses = new ArrayList<>();
    if (losses != null) {
      for (double loss : losses.toDoubleArray()) {
        evalLosses.add(loss);
      }
    }
    NDArray weights = list.get("state.shot_weights");
    List<Tensor> tensors = new ArrayList<>();
    for (NDArray array : list) {
      String name = array.getName();
      if (name.startsWith("weights.")) {
        String parameter = name.substring("weights.".length());
        tensors.add(
            new Tensor(
                parameter,
                array.getShape(),
                array.toFloatArray(),
                need(file, list, "first." + parameter).toFloatArray(),
                need(file, list, "second." + parameter).toFloatArray()));
      }
    }
    return new Checkpoint(
        new String(need(file, list, "state.plan").toByteArray(), StandardCharsets.UTF_8),
        (int) clock[0],
        clock[1],
        clock[2],
        clock[3],
        evalLosses,
        weights == null ? new double[0] : weights.toDoubleArray(),
        tensors);
  }

  private static NDArray need(Path file, NDList list, String name) {
    NDArray array = list.get(name);
    if (array == null) {
      throw corrupt(file, "it has no " + name, null);
    }
    return array;
  }

  private static NightshiftException corrupt(
      Path file, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new NightshiftException(
        ErrorCode.CHECKPOINT_CORRUPT,
        "%s: the checkpoint is damaged: %s; take an older one or start the run anew"
            .formatted(file, why),
        cause);
  }

  private static byte[] digest(byte[] bytes, int length) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes, 0, length);
      return sha.digest();
    } catch (NoSuchAlgorithmException error) {
      throw new IllegalStateException("every Java has SHA-256", error);
    }
  }
}
