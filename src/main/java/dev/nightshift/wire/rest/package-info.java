/**
 * The bodies of IBM Quantum's REST protocol as records, one a body, for client and server alike.
 *
 * <p><b>Takes</b> and <b>gives</b> JSON through {@link dev.nightshift.wire.Json}; <b>relies on</b>
 * nothing else.
 *
 * <p>Components are named as in the protocol, in camel case; times are RFC 3339 texts in UTC;
 * durations are seconds. A null component was absent.
 *
 * @see <a href="https://quantum.cloud.ibm.com/docs/api/qiskit-runtime-rest">Qiskit Runtime REST
 *     API</a>
 */
@NullMarked
package dev.nightshift.wire.rest;

import org.jspecify.annotations.NullMarked;
