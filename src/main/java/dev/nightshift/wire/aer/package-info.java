/**
 * What travels between the server and the child process that runs qiskit-aer.
 *
 * <p><b>Takes</b> circuits as steps that Aer knows, with columns of angles; <b>gives</b> JSON, and
 * reads the answers; <b>relies on</b> {@code wire} and {@code wire.noise}. The other side is {@code
 * providers/aer/nightshift_aer.py}, which states the form.
 *
 * <p>Gates go as a list of names, not as OpenQASM, because Python needs a package of its own to
 * read that. Angles that depend on parameters are evaluated here and go as columns, one number a
 * row, so that a job of a thousand bindings is one request.
 */
@NullMarked
package dev.nightshift.wire.aer;

import org.jspecify.annotations.NullMarked;
