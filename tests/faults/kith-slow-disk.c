/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded before the C library: until what a program wrote is on the disk takes KITH_DISK_DELAY microseconds more, writing it a
 * twentieth of that. */

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

int fsync (int fd);
int fdatasync (int fd);
ssize_t pwrite64 (int fd, const void *data, size_t size, off_t offset);

static void
wait_a_little (unsigned int part)
{
  const char *delay = getenv ("KITH_DISK_DELAY");

  if (delay != NULL)
    usleep ((useconds_t)strtoul (delay, NULL, 10) / part);
}

int
fsync (int fd)
{
  static int (*real) (int fd);

  if (real == NULL)
    real = dlsym (RTLD_NEXT, "fsync");
  wait_a_little (1);

  return real (fd);
}

int
fdatasync (int fd)
{
  static int (*real) (int fd);

  if (real == NULL)
    real = dlsym (RTLD_NEXT, "fdatasync");
  wait_a_little (1);

  return real (fd);
}

ssize_t
pwrite64 (int fd, const void *data, size_t size, off_t offset)
{
  static ssize_t (*real) (int fd, const void *data, size_t size, off_t offset);

  if (real == NULL)
    real = dlsym (RTLD_NEXT, "pwrite64");
  wait_a_little (20);

  return real (fd, data, size, offset);
}
