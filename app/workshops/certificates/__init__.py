"""Certificates of classes (giấy chứng nhận): issued, printed, verified, revoked (domain.md 2.7)."""
