package dev.nightshift.cache;

import java.security.MessageDigest;

/**
 * Where a backend's numbers come from, as far as a job does not say it. Equal texts mean that equal
 * jobs have equal answers, or answers of one distribution.
 *
 * @param device which device or engine; empty where the backend's name says it all
 * @param calibration the date of its figures and a digest of them; empty without any
 * @param noise a digest of the errors that a simulator makes; empty without any
 */
public record Provenance(String device, String calibration, String noise) {
  /** Of an ideal simulator in this process. */
  public static final Provenance IDEAL = new Provenance("", "", "");

  /** SHA-256 of some bytes after each other, as a text. */
  public static String digest(byte[]... parts) {
    MessageDigest sha = Parts.sha();
    for (byte[] part : parts) {
      sha.update(part);
    }
    return "sha256:" + Parts.hex(sha.digest());
  }
}
