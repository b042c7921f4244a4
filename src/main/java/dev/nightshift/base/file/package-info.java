/**
 * Files that are whole or absent, file errors that say what to do, and where a user's files are.
 *
 * <p><i>Takes</i> a path and bytes; <i>gives</i> the file, or one {@link
 * dev.nightshift.base.error.NightshiftException}: DISK_FULL where the disk or a quota is full,
 * IO_FAILED otherwise. <i>Relies on</i> a rename within one folder being atomic, as POSIX promises.
 */
@NullMarked
package dev.nightshift.base.file;

import org.jspecify.annotations.NullMarked;
