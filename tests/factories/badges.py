"""Badge faces: what one badge says, valid as it stands."""

from app.registrations.badges.layout import Face


def make_face(**fields: str) -> Face:
    usual = {
        "name": "Nguyễn Thị Minh Hà",
        "given": "",
        "organisation": "Hợp tác xã Chè",
        "short_name": "",
        "category": "Khách tham quan",
        "colour": "indigo",
        "code": "dkx74m2pdkx74m2p",
        "token": "1" * 198,
    }
    return Face(**usual | fields)
