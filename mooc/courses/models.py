"""Courses, their versions and their files."""

from django.db import models


class Course(models.Model):
    """Something to learn, known by its slug."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class Version(models.Model):
    """A course folder as it was imported. Never changed; importing other bytes makes the next number."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="one_number_per_version")]


class CourseFile(models.Model):
    """One file of a version, byte for byte."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="one_file_per_path")]
